using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Alerting;
using Pipeline.Grains.Segments;
using Pipeline.Grains.Webhooks;

namespace Pipeline.Grains.Cluster;

/// <summary>Brings back the streams that cannot wait to be asked for: after a start, and whenever the cluster has changed.</summary>
/// <remarks>
/// <para>
/// Those are streams that had something to do at their last snapshot, or have entries after it: endpoints whose windows must close by
/// themselves or whose publications segments have not acknowledged, segments whose stream lacks the snapshot that frees it, alerts that go
/// on, and webhooks that owe something or tell what goes on. An endpoint that is back has told the segment directory what it has published.
/// </para>
/// <para>
/// Each silo looks after a share, by the name of the stream; the shares of silos that know the same members are all there is. Silos learn of
/// a change one after another, and each of them does its share anew for what it has learnt last: so none is left out. Bringing back what is
/// there already costs a call.
/// </para>
/// </remarks>
public sealed partial class StreamRecovery(
    IEventLog log,
    SegmentDirectory segments,
    IGrainFactory grains,
    ISiloMembers members,
    RecoveryInstruments instruments,
    TimeProvider clock,
    ILogger<StreamRecovery> logger)
{
    /// <summary>How much longer than one grain's wait for another: 5 s at first, 5 min at last.</summary>
    private const int LeftRetryFactor = 10;

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<StreamName, StreamInfo> _left = [];
    private readonly ILogger _logger = logger;
    private volatile string _recoveredFor = string.Empty;

    /// <summary>The members (<see cref="SiloMembers.Key"/>) for which this silo's share is back; empty before the first time.</summary>
    public string RecoveredFor => _recoveredFor;

    /// <summary>Streams of this silo's share that could not be brought back; they are tried again.</summary>
    public int LeftCount => _left.Count;

    /// <summary>Brings back this silo's share now, and anew whenever the members have changed, until it is told to stop.</summary>
    /// <param name="atOnce">How many streams are brought back at a time.</param>
    /// <param name="onFirst">Called when the share is back for the first time.</param>
    /// <param name="stoppingToken">Ends it.</param>
    public async Task FollowAsync(int atOnce, Action onFirst, CancellationToken stoppingToken)
    {
        ArgumentNullException.ThrowIfNull(onFirst);
        bool isFirst = true;
        SiloMembers known = members.Current;
        while (true)
        {
            // Until it is done for the members as they are: a failure may be that of the silo that has just gone.
            while (!await TryRunAsync(known, atOnce, stoppingToken))
            {
                await Task.Delay(s_retryAfter, clock, stoppingToken);
                known = members.Current;
            }

            if (isFirst)
                onFirst();
            isFirst = false;
            known = await WaitForChangeAsync(known, atOnce, stoppingToken);
        }
    }

    /// <summary>
    /// Waits for other members. Meanwhile what could not be brought back is tried again, less and less often: a store that was away is there again
    /// some time, and a damaged stream may be put right.
    /// </summary>
    private async Task<SiloMembers> WaitForChangeAsync(SiloMembers known, int atOnce, CancellationToken cancellationToken)
    {
        Task<SiloMembers> change = members.WaitForChangeAsync(known, cancellationToken);
        for (int tries = 1; !_left.IsEmpty; tries++)
        {
            using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(change, Task.Delay(LeftRetryFactor * RetryDelay.After(tries), clock, waiting.Token));
            await waiting.CancelAsync();
            if (change.IsCompleted)
                break;
            await WakeAsync([.. _left.Values], atOnce, cancellationToken);
        }

        return await change;
    }

    private async Task<bool> TryRunAsync(SiloMembers share, int atOnce, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        _left.Clear();
        try
        {
            IReadOnlyList<StreamInfo> streams = await log.ListStreamsAsync(cancellationToken);
            segments.Load(streams);
            List<StreamInfo> unfinished = [.. streams.Where(stream => IsUnfinished(stream) && share.IsOwn(stream.Stream))];
            await WakeAsync(unfinished, atOnce, cancellationToken);
            _recoveredFor = share.Key;
            LogRecovered(share.Count, streams.Count, unfinished.Count, clock.GetElapsedTime(started).TotalMilliseconds);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogRecoveryFailed(exception);
            return false;
        }
    }

    private static bool IsUnfinished(StreamInfo stream) =>
        stream.SnapshotHasOpenWindows || (stream.SnapshotOffset?.Value ?? 0) < stream.Head.Value;

    private Task WakeAsync(IEnumerable<StreamInfo> streams, int atOnce, CancellationToken cancellationToken)
    {
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(streams, parallel, WakeAsync);
    }

    private async ValueTask WakeAsync(StreamInfo stream, CancellationToken cancellationToken)
    {
        if (FindWake(stream.Stream) is not { } wake)
            return;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await wake();
                _left.TryRemove(stream.Stream, out _);
                return;
            }
            catch (TimeoutException)
            {
                // A replay may outlast the response timeout of one call; the activation goes on, so asking again only waits for it.
                LogStillReplaying(stream.Stream);
            }
            catch (Exception exception)
            {
                // One damaged stream must not keep the others from being served; requests to it get the same error.
                _left[stream.Stream] = stream;
                instruments.OnFailed();
                LogStreamFailed(exception, stream.Stream);
                return;
            }
        }
    }

    /// <summary>How a stream's grain is brought back; null for streams that somebody asks for every second anyway.</summary>
    private Func<Task>? FindWake(StreamName stream)
    {
        if (EndpointStream.TryGetEndpoint(stream, out string endpoint))
            return grains.GetGrain<IEndpointGrain>(endpoint).WakeAsync;
        if (stream == AlertGrain.Stream)
            return grains.GetGrain<IAlertGrain>(IAlertGrain.Key).WakeAsync;
        if (WebhookStream.TryGetId(stream, out string webhook))
            return grains.GetGrain<IWebhookGrain>(webhook).WakeAsync;
        if (stream == WebhookDirectoryGrain.Stream)
            return () => grains.GetGrain<IWebhookDirectoryGrain>(IWebhookDirectoryGrain.Key).ListTargetsAsync(null);
        return SegmentStream.TryGetKey(stream, out string segment) ? grains.GetGrain<ISegmentGrain>(segment).WakeAsync : null;
    }

    [LoggerMessage(3, LogLevel.Information, "{Silos} silos, {Streams} streams known, {BroughtBack} brought back by this one in {Milliseconds:F0} ms.")]
    private partial void LogRecovered(int silos, int streams, int broughtBack, double milliseconds);

    [LoggerMessage(4, LogLevel.Error, "The log does not say which streams there are, so that none is brought back; it is tried again.")]
    private partial void LogRecoveryFailed(Exception exception);

    [LoggerMessage(1, LogLevel.Information, "Stream {Stream} is still being brought back from the log.")]
    private partial void LogStillReplaying(StreamName stream);

    [LoggerMessage(2, LogLevel.Error, "Stream {Stream} cannot be brought back from the log.")]
    private partial void LogStreamFailed(Exception exception, StreamName stream);
}
