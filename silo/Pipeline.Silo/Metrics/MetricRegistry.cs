using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Pipeline.Silo.Metrics;

/// <summary>Listens to the meters of this process and keeps what <c>/metrics</c> shows.</summary>
/// <remarks>Pipeline's own meters and the runtime's; others are not subscribed to, so they cost nothing.</remarks>
internal sealed class MetricRegistry : IDisposable
{
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new();
    private readonly MeterListener _listener = new();

    public MetricRegistry()
    {
        _listener.InstrumentPublished = OnInstrumentPublished;
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Record(state, (double)value, tags));
        _listener.Start();
    }

    /// <summary>Reads observable instruments now and returns every family, by name.</summary>
    public IEnumerable<MetricFamily> Collect()
    {
        _listener.RecordObservableInstruments();
        return _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal);
    }

    public void Dispose() => _listener.Dispose();

    private void OnInstrumentPublished(Instrument instrument, MeterListener listener)
    {
        string meter = instrument.Meter.Name;
        if (!meter.StartsWith("Pipeline", StringComparison.Ordinal) && meter != "System.Runtime")
            return;
        MetricFamily family = new(instrument);
        family = _families.GetOrAdd(family.Name, family);
        listener.EnableMeasurementEvents(instrument, new Subscription(family, instrument));
    }

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Subscription subscription = (Subscription)state!;
        MetricSeries series = subscription.Family.SeriesFor(tags);
        if (subscription.Family.Kind == MetricKind.Histogram)
            series.Observe(value);
        else if (subscription.IsAbsolute)
            series.Set(value);
        else
            series.Add(value);
    }

    /// <summary>Observable instruments and gauges report the value itself; counters and up-down counters report a change.</summary>
    private sealed class Subscription(MetricFamily family, Instrument instrument)
    {
        public MetricFamily Family { get; } = family;

        public bool IsAbsolute { get; } = instrument.IsObservable || instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal);
    }
}
