using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Pipeline.Client.Hosting;

/// <summary>Watches delivery while the host runs, and at the host's stop delivers what there is within the host's deadline.</summary>
/// <remarks>A host stops its services in the reverse order of their start, so the web server has ended its requests before.</remarks>
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
            LogDisabled();
            return Task.CompletedTask;
        }

        // The timer must not carry the flow of whatever starts the host.
        using (ExecutionContext.SuppressFlow())
            _timer = (clock ?? TimeProvider.System).CreateTimer(_ => _watch.Look(client.Statistics), null, WatchPeriod, WatchPeriod);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
            return;
        _timer?.Dispose();
        bool delivered = await client.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!delivered)
            LogNotDelivered(client.Statistics.Delivery.BacklogBatchCount, client.Statistics.Delivery.LastProblem ?? "the host's deadline passed");
    }

    public void Dispose()
    {
        _timer?.Dispose();
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Information, Message = "Pipeline:Enabled is false: nothing is recorded.")]
    private partial void LogDisabled();

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "Not everything recorded is known to be at a silo at the host's stop: {BatchCount} batches wait ({Problem}).")]
    private partial void LogNotDelivered(int batchCount, string problem);
}
