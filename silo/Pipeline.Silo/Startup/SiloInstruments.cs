using System.Diagnostics.Metrics;
using Pipeline.Grains.Cluster;

namespace Pipeline.Silo.Startup;

/// <summary>How the silo stands: to who sends requests, and in its cluster.</summary>
internal sealed class SiloInstruments : IDisposable
{
    public const string MeterName = "Pipeline.Silo";

    private readonly Meter _meter;

    public SiloInstruments(IMeterFactory meters, Readiness readiness, ISiloMembers members)
    {
        _meter = meters.Create(MeterName);
        _meter.CreateObservableGauge("pipeline.silo.ready", () => readiness.IsReady ? 1 : 0, "{silo}", "1 while the silo takes requests, else 0.");
        _meter.CreateObservableGauge(
            "pipeline.silo.members", () => members.Current.Count, "{silo}", "Active silos of the cluster as this one sees it; 1 without a cluster.");
    }

    public void Dispose() => _meter.Dispose();
}
