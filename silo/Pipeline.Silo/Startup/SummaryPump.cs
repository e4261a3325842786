using Microsoft.Extensions.Options;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Grains.Catalog;

namespace Pipeline.Silo.Startup;

/// <summary>Tells the catalog every second what the endpoints of this silo have said of themselves, and once more at a stop.</summary>
internal sealed class SummaryPump(SummaryReporter reporter, IGrainFactory grains, IOptions<CatalogOptions> options, TimeProvider clock) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ICatalogGrain catalog = grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);
        using PeriodicTimer timer = new(options.Value.ReportPeriod, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await reporter.FlushAsync(catalog);
        }
        catch (OperationCanceledException)
        {
            // The grains stop after this, so they are still there to be told.
            await reporter.FlushAsync(catalog);
        }
    }
}
