using Pipeline.Grains.Alerting;
using Pipeline.Grains.Catalog;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Segments;
using Pipeline.Grains.Training;
using Pipeline.Grains.Webhooks;
using Pipeline.Grains.Windows;
using Pipeline.Silo.Startup;

namespace Pipeline.Silo.Metrics;

/// <summary>Makes the instruments that would come with the first use of what they measure.</summary>
/// <remarks>So <c>/metrics</c> has every name from the start, and who writes an alert rule can tell a metric that counts nothing from a wrong name.</remarks>
internal static class InstrumentsAtStart
{
    public static void Create(IServiceProvider services)
    {
        services.GetRequiredService<WindowCache>();
        services.GetRequiredService<CatalogInstruments>();
        services.GetRequiredService<SegmentInstruments>();
        services.GetRequiredService<RecoveryInstruments>();
        services.GetRequiredService<SiloInstruments>();
        services.GetRequiredService<ForestTrainerInstruments>();
        services.GetRequiredService<AlertInstruments>();
        services.GetRequiredService<WebhookInstruments>();
    }
}
