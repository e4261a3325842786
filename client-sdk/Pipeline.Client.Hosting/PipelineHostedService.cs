using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pipeline.Client.Delivery;

namespace Pipeline.Client.Hosting;

/// <summary>
/// Watches delivery while the host runs, and ends the client at the host's stop, which delivers what there is within the client's deadline.
/// </summary>
/// <remarks>
/// A host stops its services in the reverse order of their start, so the web server has ended its requests before. A log that throws neither
/// ends the process nor spoils its start or stop.
/// </remarks>
internal sealed partial class PipelineHostedService(
    PipelineClient client, IOptions<PipelineClientOptions> options, ILogger<PipelineClient> logger, TimeProvider? clock = null)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromSeconds(10);

    private readonly DeliveryWatch _watch = new(logger);
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            Try(LogDisabled);
            return Task.CompletedTask;
        }

        // The timer must not carry the flow of whatever starts the host.
        using (ExecutionContext.SuppressFlow())
            _timer = (clock ?? TimeProvider.System).CreateTimer(_ => Try(() => _watch.Look(client.Statistics)), null, WatchPeriod, WatchPeriod);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
            return;
        _timer?.Dispose();

        // Ends the client, which takes its own deadline: the host's is 30 s if nobody has set it, too long for every deployment while no silo
        // answers. The container's disposal afterwards finds it ended.
        DeliveryStatistics before = client.Statistics.Delivery;
        Task ended = client.DisposeAsync().AsTask();
        await Task.WhenAny(ended, Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken)).ConfigureAwait(false);
        if (!ended.IsCompleted)
        {
            Try(() => LogStillDelivering(before.LastProblem ?? "the host's deadline passed"));
            return;
        }

        DeliveryStatistics after = client.Statistics.Delivery;
        long dropped = after.DroppedCount - before.DroppedCount;
        if (dropped > 0 || after.SpoolFileCount > 0)
            Try(() => LogNotDelivered(after.LastProblem ?? "the deadline passed", dropped, after.SpoolFileCount));
    }

    public void Dispose()
    {
        _timer?.Dispose();
    }

    private static void Try(Action say)
    {
        try
        {
            say();
        }
        catch (Exception)
        {
            // There is nobody left to tell: what throws is what is told.
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Pipeline:Enabled is false: nothing is recorded.")]
    private partial void LogDisabled();

    [LoggerMessage(EventId = 12, Level = LogLevel.Warning, Message = "Not everything recorded is known to be at a silo at the host's deadline: {Problem}. It is being delivered, spooled or dropped while the host ends.")]
    private partial void LogStillDelivering(string problem);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "Not everything recorded is known to be at a silo at the stop: {Problem}. {DroppedCount} batches were dropped; {SpoolFileCount} are in the spool for the next start.")]
    private partial void LogNotDelivered(string problem, long droppedCount, int spoolFileCount);
}
