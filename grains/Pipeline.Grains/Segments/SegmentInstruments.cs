using System.Diagnostics.Metrics;

namespace Pipeline.Grains.Segments;

/// <summary>What endpoints publish and segments take in. Recorded per publication, never per event.</summary>
public sealed class SegmentInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline.Segments";

    private readonly Meter _meter;
    private readonly Counter<long> _applied;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _refusedAppends;

    public SegmentInstruments(SegmentDirectory directory, IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _applied = _meter.CreateCounter<long>("pipeline.segments.applied", "{publication}", "Publications that segments have added up.");
        _lost = _meter.CreateCounter<long>("pipeline.segments.lost", "{publication}", "Publications that a segment will never have.");
        _refusedAppends = _meter.CreateCounter<long>(
            "pipeline.segments.refused_appends", "{append}", "Appends refused because segments did not take an endpoint's publications.");
        _meter.CreateObservableGauge(
            "pipeline.segments.queued_bytes", () => directory.QueuedBytes, "By", "Publications that endpoints keep until segments have them for good.");
        _meter.CreateObservableGauge("pipeline.segments.known", () => directory.Count, "{segment}", "Segments that this silo knows.");
    }

    public void Dispose() => _meter.Dispose();

    internal void OnApplied(long publications) => _applied.Add(publications);

    internal void OnLost(long publications) => _lost.Add(publications);

    internal void OnAppendRefused() => _refusedAppends.Add(1);
}
