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
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;
    private volatile string _recoveredFor = string.Empty;

    /// <summary>The members (<see cref="SiloMembers.Key"/>) for which this silo's share is back; empty before the first time.</summary>
    public string RecoveredFor => _recoveredFor;

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
            known = await members.WaitForChangeAsync(known, stoppingToken);
        }
    }

    private async Task<bool> TryRunAsync(SiloMembers share, int atOnce, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        try
        {
            IReadOnlyList<StreamInfo> streams = await log.ListStreamsAsync(cancellationToken);
            segments.Load(streams);
            List<StreamInfo> unfinished = [.. streams.Where(stream => IsUnfinished(stream) && share.IsOwn(stream.Stream))];
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(unfinished, parallel, WakeAsync);
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

    private async ValueTask WakeAsync(StreamInfo stream, CancellationToken cancellationToken)
    {
        if (FindWake(stream.Stream) is not { } wake)
            return;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await wake();
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
