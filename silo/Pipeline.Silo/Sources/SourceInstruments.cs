using System.Diagnostics.Metrics;

namespace Pipeline.Silo.Sources;

/// <summary>How many senders are known and missed.</summary>
internal sealed class SourceInstruments : IDisposable
{
    public const string MeterName = "Pipeline.Sources";

    private readonly Meter _meter;
    private long _forgotten;
    private int _known;
    private int _missed;

    public SourceInstruments(IMeterFactory meters, SourceSightings sightings)
    {
        _meter = meters.Create(MeterName);
        _meter.CreateObservableGauge("pipeline.sources.known", () => Volatile.Read(ref _known), "{source}", "Senders that are watched.");
        _meter.CreateObservableGauge("pipeline.sources.missed", () => Volatile.Read(ref _missed), "{source}", "Senders that normally send and have fallen silent.");
        _meter.CreateObservableCounter(
            "pipeline.sources.forgotten", () => Volatile.Read(ref _forgotten), "{source}", "Senders that were forgotten because there were too many.");
        _meter.CreateObservableCounter(
            "pipeline.sources.overlooked", () => sightings.OverlookedCount, "{batch}", "Batches whose sender was not noted because there were too many.");
    }

    /// <summary>Shows what the watch has come to.</summary>
    public void Set(int known, int missed, long forgotten)
    {
        Volatile.Write(ref _known, known);
        Volatile.Write(ref _missed, missed);
        Volatile.Write(ref _forgotten, forgotten);
    }

    public void Dispose() => _meter.Dispose();
}
