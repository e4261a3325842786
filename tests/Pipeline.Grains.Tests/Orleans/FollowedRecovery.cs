using Microsoft.Extensions.Hosting;
using Pipeline.Grains.Cluster;

namespace Pipeline.Grains.Tests;

/// <summary>Brings back what a silo looks after whenever the cluster changes, as the silo of an installation does.</summary>
internal sealed class FollowedRecovery(StreamRecovery recovery) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await recovery.FollowAsync(atOnce: 8, static () => { }, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }
}
