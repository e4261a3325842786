using System.Diagnostics.Metrics;

namespace Pipeline.Grains.Catalog;

/// <summary>What the catalog, its gateways and its reporters count. Recorded per call, never per event.</summary>
public sealed class CatalogInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline.Catalog";

    private readonly Meter _meter;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _admissions;
    private readonly Counter<long> _overflowNames;
    private readonly Counter<long> _overflowEvents;
    private readonly Counter<long> _retirements;
    private readonly Counter<long> _summaries;
    private readonly Counter<long> _flushFailures;
    private readonly Counter<long> _activations;

    public CatalogInstruments(IMeterFactory? meterFactory = null)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _calls = _meter.CreateCounter<long>("pipeline.catalog.calls", "{call}", "Calls of the catalog, by kind.");
        _admissions = _meter.CreateCounter<long>("pipeline.catalog.admissions", "{name}", "Names that got a place, by kind.");
        _overflowNames = _meter.CreateCounter<long>("pipeline.catalog.overflow_names", "{name}", "Decisions that a name is counted as __other__, by kind.");
        _overflowEvents = _meter.CreateCounter<long>("pipeline.catalog.overflow_events", "{event}", "Events counted in the endpoint __other__.");
        _retirements = _meter.CreateCounter<long>("pipeline.catalog.retirements", "{endpoint}", "Endpoints that lost their place.");
        _summaries = _meter.CreateCounter<long>("pipeline.catalog.summaries", "{summary}", "Summaries of endpoints taken in.");
        _flushFailures = _meter.CreateCounter<long>("pipeline.catalog.summary_flush_failures", "{flush}", "Reports to the catalog that failed and are sent again.");
        _activations = _meter.CreateCounter<long>("pipeline.endpoints.activations", "{activation}", "Endpoints brought into memory.");
    }

    public void Dispose() => _meter.Dispose();

    internal void CountCall(string kind) => _calls.Add(1, Kind(kind));

    internal void CountAdmissions(int names, string kind) => Add(_admissions, names, Kind(kind));

    internal void CountOverflowNames(int names, string kind) => Add(_overflowNames, names, Kind(kind));

    /// <summary>Events that were counted in the endpoint <c>__other__</c>.</summary>
    public void CountOverflowEvents(long events) => Add(_overflowEvents, events);

    internal void CountRetirements(int endpoints) => Add(_retirements, endpoints);

    internal void CountSummaries(int summaries) => Add(_summaries, summaries);

    internal void CountFlushFailure() => _flushFailures.Add(1);

    internal void CountActivation() => _activations.Add(1);

    private static KeyValuePair<string, object?> Kind(string kind) => new("kind", kind);

    private static void Add(Counter<long> counter, long count, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (count > 0)
            counter.Add(count, tags);
    }
}
