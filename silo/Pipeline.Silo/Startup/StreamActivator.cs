using Microsoft.Extensions.Options;
using Pipeline.Grains.Cluster;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Startup;

/// <summary>After a start, and whenever the cluster has changed, has this silo's share of streams brought back; after the first time the silo is ready.</summary>
internal sealed partial class StreamActivator(
    StreamRecovery recovery,
    ISiloMembers members,
    EndpointDirectory directory,
    Readiness readiness,
    IOptions<SiloOptions> options,
    TimeProvider clock,
    ILogger<StreamActivator> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await LoadDirectoryAsync(stoppingToken);
        SiloMembers known = members.Current;
        try
        {
            while (true)
            {
                await RecoverAsync(known, stoppingToken);
                if (!readiness.WhenReady.IsCompleted)
                    readiness.Set(true);
                known = await members.WaitForChangeAsync(known, stoppingToken);
            }
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
                await Task.Delay(RetryAfter, clock, cancellationToken);
            }
        }
    }

    /// <summary>Tried until it is done, or until the share has become another one.</summary>
    private async Task RecoverAsync(SiloMembers share, CancellationToken cancellationToken)
    {
        while (true)
        {
            long started = clock.GetTimestamp();
            try
            {
                (int streams, int broughtBack) = await recovery.RunAsync(share, options.Value.StartupActivationCount, cancellationToken);
                LogRecovered(share.Count, streams, broughtBack, clock.GetElapsedTime(started).TotalMilliseconds);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogRecoveryFailed(exception);
                await Task.Delay(RetryAfter, clock, cancellationToken);
            }

            if (members.Current.Key != share.Key && readiness.WhenReady.IsCompleted)
                return;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Silos} silos, {Streams} streams known, {Activated} brought back by this one in {Milliseconds:F0} ms.")]
    private partial void LogRecovered(int silos, int streams, int activated, double milliseconds);

    [LoggerMessage(2, LogLevel.Error, "The catalog cannot be brought back; it is tried again.")]
    private partial void LogCatalogFailed(Exception exception);

    [LoggerMessage(3, LogLevel.Error, "The log does not say which streams there are, so that none is brought back; it is tried again.")]
    private partial void LogRecoveryFailed(Exception exception);
}
