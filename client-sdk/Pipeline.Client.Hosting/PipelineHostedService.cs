using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pipeline.Client.Hosting;

/// <summary>
/// Watches delivery while the host runs, and at the host's stop delivers what there is within the client's deadline, and the host's.
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

        // The host's deadline is 30 s if nobody has set it: too long for every deployment to wait while no silo answers.
        using CancellationTokenSource deadline = new(options.Value.Delivery.ShutdownDeadline, clock ?? TimeProvider.System);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        bool delivered = await client.FlushAsync(either.Token).ConfigureAwait(false);
        if (!delivered)
            Try(() => LogNotDelivered(client.Statistics.Delivery.BacklogBatchCount, client.Statistics.Delivery.LastProblem ?? "the deadline passed"));
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

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "Not everything recorded is known to be at a silo at the host's stop: {BatchCount} batches wait ({Problem}).")]
    private partial void LogNotDelivered(int batchCount, string problem);
}
