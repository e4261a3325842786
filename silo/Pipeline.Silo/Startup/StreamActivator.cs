using Microsoft.Extensions.Options;
using Pipeline.EventLog;
using Pipeline.Grains;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Alerting;
using Pipeline.Grains.Segments;
using Pipeline.Grains.Webhooks;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Startup;

/// <summary>After a start, brings back the streams that cannot wait to be asked for, a few at a time; then the silo is ready.</summary>
/// <remarks>
/// Those are streams that had something to do at their last snapshot, or have entries after it: endpoints whose windows must close by
/// themselves or whose publications segments have not acknowledged, segments whose stream lacks the snapshot that frees it, alerts that go on, and webhooks
/// that owe something or tell what goes on. An endpoint that is back has told the segment directory what it has published; so, once the silo is ready, what is pending is known.
/// </remarks>
internal sealed partial class StreamActivator(
    IEventLog log,
    EndpointDirectory directory,
    SegmentDirectory segments,
    IGrainFactory grains,
    Readiness readiness,
    IOptions<SiloOptions> options,
    TimeProvider clock,
    ILogger<StreamActivator> logger) : BackgroundService
{
    private static readonly TimeSpan CatalogRetryAfter = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long started = clock.GetTimestamp();
        IReadOnlyList<StreamInfo> streams = await log.ListStreamsAsync(stoppingToken);
        await LoadDirectoryAsync(stoppingToken);
        segments.Load(streams);
        ParallelOptions parallel = new()
        {
            MaxDegreeOfParallelism = options.Value.StartupActivationCount,
            CancellationToken = stoppingToken,
        };
        List<StreamInfo> unfinished = [.. streams.Where(IsUnfinished)];
        await Parallel.ForEachAsync(unfinished, parallel, WakeAsync);
        readiness.Set(true);
        LogReady(streams.Count, unfinished.Count, clock.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Nothing works without the catalog, so it is asked until it answers; the silo is not ready before.</summary>
    private async Task LoadDirectoryAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await directory.LoadAsync();
                return;
            }
            catch (Exception exception)
            {
                LogCatalogFailed(exception);
                await Task.Delay(CatalogRetryAfter, clock, cancellationToken);
            }
        }
    }

    private static bool IsUnfinished(StreamInfo stream) =>
        stream.SnapshotHasOpenWindows || (stream.SnapshotOffset?.Value ?? 0) < stream.Head.Value;

    private async ValueTask WakeAsync(StreamInfo stream, CancellationToken cancellationToken)
    {
        if (EndpointStream.TryGetEndpoint(stream.Stream, out string endpoint) && await directory.FindAsync(endpoint) is { } grain)
            await WakeAsync(endpoint, grain.WakeAsync, cancellationToken);
        else if (stream.Stream == AlertGrain.Stream)
            await WakeAsync(stream.Stream.Value, grains.GetGrain<IAlertGrain>(IAlertGrain.Key).WakeAsync, cancellationToken);
        else if (WebhookStream.TryGetId(stream.Stream, out string webhook))
            await WakeAsync(stream.Stream.Value, grains.GetGrain<IWebhookGrain>(webhook).WakeAsync, cancellationToken);
        else if (stream.Stream == WebhookDirectoryGrain.Stream)
            await WakeAsync(stream.Stream.Value, () => grains.GetGrain<IWebhookDirectoryGrain>(IWebhookDirectoryGrain.Key).ListTargetsAsync(null), cancellationToken);
        else if (SegmentStream.TryGetKey(stream.Stream, out string segment))
            await WakeAsync(segment, grains.GetGrain<ISegmentGrain>(segment).WakeAsync, cancellationToken);
    }

    private async Task WakeAsync(string name, Func<Task> wake, CancellationToken cancellationToken)
    {
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
                LogStillReplaying(name);
            }
            catch (Exception exception)
            {
                // One damaged stream must not keep the others from being served; requests to it get the same error.
                LogStreamFailed(exception, name);
                return;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Ready: {Streams} streams known, {Activated} brought back in {Milliseconds:F0} ms.")]
    private partial void LogReady(int streams, int activated, double milliseconds);

    [LoggerMessage(4, LogLevel.Error, "The catalog cannot be brought back; it is tried again.")]
    private partial void LogCatalogFailed(Exception exception);

    [LoggerMessage(3, LogLevel.Information, "{Name} is still being brought back from the log.")]
    private partial void LogStillReplaying(string name);

    [LoggerMessage(2, LogLevel.Error, "{Name} cannot be brought back from the log.")]
    private partial void LogStreamFailed(Exception exception, string name);
}
