using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Alerting;
using Pipeline.Grains.Segments;
using Pipeline.Grains.Webhooks;

namespace Pipeline.Grains.Cluster;

/// <summary>Brings back the streams that cannot wait to be asked for: after a start, and whenever the cluster has changed or the log was away.</summary>
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
    FailedStreams failed,
    RecoveryInstruments instruments,
    TimeProvider clock,
    ILogger<StreamRecovery> logger)
{
    /// <summary>How much longer than one grain's wait for another: 5 s at first, 5 min at last.</summary>
    private const int LeftRetryFactor = 10;

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    /// <summary>How often the log is asked whether it takes entries.</summary>
    private static readonly TimeSpan s_lookAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>A log that comes and goes must not have the share run all the time.</summary>
    private static readonly TimeSpan s_runAgainAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<StreamName, bool> _left = [];
    private readonly ILogger _logger = logger;
    private volatile string _recoveredFor = string.Empty;

    /// <summary>The members (<see cref="SiloMembers.Key"/>) for which this silo's share is back; empty before the first time.</summary>
    public string RecoveredFor => _recoveredFor;

    /// <summary>Streams that could not be brought back, or have failed since; they are tried again.</summary>
    public int LeftCount => _left.Count;

    /// <summary>
    /// Brings back this silo's share now, and anew whenever the members have changed or the log takes entries again, until it is told to stop.
    /// </summary>
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
            // A long replay must not hold up the share of a silo that has died meanwhile, so a change ends whatever is going on.
            using CancellationTokenSource round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            Task<SiloMembers> change = members.WaitForChangeAsync(known, stoppingToken);
            Task ending = EndAsync(round, change);
            try
            {
                _left.Clear();
                await RunAsync(known, atOnce, round.Token);
                if (isFirst)
                    onFirst();
                isFirst = false;
                await LookAfterAsync(known, atOnce, round.Token);
            }
            catch (OperationCanceledException) when (change.IsCompleted && !stoppingToken.IsCancellationRequested)
            {
                // It is done anew for the members as they are now.
            }

            await ending;
            known = await change;
        }
    }

    private static async Task EndAsync(CancellationTokenSource round, Task change)
    {
        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await round.CancelAsync();
    }

    /// <summary>
    /// Goes on until it is cancelled. What could not be brought back, and what has failed since, is tried again, less and less often: a store that was
    /// away is there again some time, and a damaged stream may be put right. When a log that took no entries takes them again, the whole share is run
    /// anew, since grains that leave while it is away may not come back by themselves.
    /// </summary>
    private async Task LookAfterAsync(SiloMembers share, int atOnce, CancellationToken cancellationToken)
    {
        long ran = clock.GetTimestamp();
        long tried = ran;
        int tries = 1;
        bool wasFull = false;
        while (true)
        {
            wasFull |= !log.HasRoomFor(0);
            await Task.Delay(s_lookAgainAfter, clock, cancellationToken);
            if (wasFull && log.HasRoomFor(0) && clock.GetElapsedTime(ran) >= s_runAgainAfter)
            {
                wasFull = false;
                await RunAsync(share, atOnce, cancellationToken);
                ran = clock.GetTimestamp();
            }

            if (TakeFailed())
                (tried, tries) = (clock.GetTimestamp(), 1);
            if (_left.IsEmpty || clock.GetElapsedTime(tried) < LeftRetryFactor * RetryDelay.After(tries))
                continue;
            await WakeAsync([.. _left.Keys], atOnce, cancellationToken);
            tried = clock.GetTimestamp();
            tries++;
        }
    }

    /// <summary>Whether streams have failed that are not tried again already.</summary>
    private bool TakeFailed()
    {
        bool isAny = false;
        foreach (StreamName stream in failed.Take())
            isAny |= _left.TryAdd(stream, true);
        return isAny;
    }

    /// <summary>Tries until the log has said which streams there are, and each of the share was woken.</summary>
    private async Task RunAsync(SiloMembers share, int atOnce, CancellationToken cancellationToken)
    {
        while (!await TryRunAsync(share, atOnce, cancellationToken))
            await Task.Delay(s_retryAfter, clock, cancellationToken);
    }

    private async Task<bool> TryRunAsync(SiloMembers share, int atOnce, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        try
        {
            IReadOnlyList<StreamInfo> streams = await log.ListStreamsAsync(cancellationToken);
            segments.Load(streams);
            List<StreamName> unfinished = [.. streams.Where(stream => IsUnfinished(stream) && share.IsOwn(stream.Stream)).Select(static stream => stream.Stream)];
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

    private async Task WakeAsync(IEnumerable<StreamName> streams, int atOnce, CancellationToken cancellationToken)
    {
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(streams, parallel, WakeAsync);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async ValueTask WakeAsync(StreamName stream, CancellationToken cancellationToken)
    {
        if (FindWake(stream) is not { } wake)
        {
            _left.TryRemove(stream, out _);
            return;
        }

        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                // Of a call that nobody waits for any more, the replay goes on all the same.
                await wake().WaitAsync(cancellationToken);
                _left.TryRemove(stream, out _);
                return;
            }
            catch (TimeoutException)
            {
                // A replay may outlast the response timeout of one call; the activation goes on, so asking again only waits for it.
                LogStillReplaying(stream);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // One damaged stream must not keep the others from being served; requests to it get the same error.
                _left[stream] = true;
                instruments.OnFailed();
                LogStreamFailed(exception, stream);
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
