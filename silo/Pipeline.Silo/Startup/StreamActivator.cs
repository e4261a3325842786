using Microsoft.Extensions.Options;
using Pipeline.Grains.Cluster;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Startup;

/// <summary>After a start, and whenever the cluster has changed, has this silo's share of streams brought back; after the first time the silo is ready.</summary>
internal sealed partial class StreamActivator(
    StreamRecovery recovery,
    EndpointDirectory directory,
    Readiness readiness,
    IOptions<SiloOptions> options,
    TimeProvider clock,
    ILogger<StreamActivator> logger) : BackgroundService
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await LoadDirectoryAsync(stoppingToken);
            await recovery.FollowAsync(options.Value.StartupActivationCount, () => readiness.Set(true), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops: the others bring back what it has had.
        }
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
                await Task.Delay(s_retryAfter, clock, cancellationToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The catalog cannot be brought back; it is tried again.")]
    private partial void LogCatalogFailed(Exception exception);
}
