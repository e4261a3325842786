using System.Diagnostics.Metrics;

namespace Pipeline.Silo.Metrics;

/// <summary>Listens to meters of this process and hands what they measure to an exporter.</summary>
/// <remarks>
/// <para>Meters that nobody asked for are not subscribed to, so they cost nothing.</para>
/// <para>A measurement comes here in the middle of the code that is measured, so nothing here throws: what an exporter cannot show (a
/// negative count, a histogram's NaN, a second type of the same name) is settled before it.</para>
/// </remarks>
internal sealed class MetricListener : IDisposable
{
    public const string MeterName = "Pipeline.Metrics";

    /// <summary>Where an edition shows what it keeps.</summary>
    public const string Path = "/metrics";

    /// <summary>Pipeline's own meters, all that begin so, and the runtime's.</summary>
    public static readonly IReadOnlyList<string> CommonMeters = ["Pipeline", "System.Runtime"];

    private readonly IMetricExporter _exporter;
    private readonly IReadOnlyList<string> _meters;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MetricFamily> _families = [];
    private readonly Meter _ownMeter = new(MeterName);
    private readonly Counter<long> _refused;
    private readonly Counter<long> _failedReads;
    private readonly MeterListener _listener = new();

    /// <param name="exporter">Keeps and shows.</param>
    /// <param name="meters">How the names of meters begin that are listened to.</param>
    public MetricListener(IMetricExporter exporter, IReadOnlyList<string> meters)
    {
        _exporter = exporter;
        _meters = meters;
        _refused = _ownMeter.CreateCounter<long>(
            "pipeline.metrics.refused", "{instrument}", "Instruments that are not shown, since one of another type has their name.");
        _failedReads = _ownMeter.CreateCounter<long>("pipeline.metrics.failed_reads", "{read}", "Instruments that failed when they were read.");
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

    /// <summary>Reads the instruments that do not report by themselves. One that fails keeps its last value and is counted.</summary>
    public void ReadInstruments()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException failures)
        {
            _failedReads.Add(failures.InnerExceptions.Count);
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _ownMeter.Dispose();
    }

    private void OnInstrumentPublished(Instrument instrument, MeterListener listener)
    {
        if (!_meters.Any(begin => instrument.Meter.Name.StartsWith(begin, StringComparison.Ordinal)))
            return;
        MetricDescription description = MetricDescription.Of(instrument);
        MetricFamily family = FindOrDeclare(description);
        if (family.Kind == description.Kind)
            listener.EnableMeasurementEvents(instrument, new Subscription(family, instrument));
        else
            _refused.Add(1);
    }

    private MetricFamily FindOrDeclare(MetricDescription description)
    {
        lock (_gate)
        {
            if (!_families.TryGetValue(description.Name, out MetricFamily? family))
                _families.Add(description.Name, family = new MetricFamily(description, _exporter.Declare(description)));
            return family;
        }
    }

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Subscription subscription = (Subscription)state!;
        MetricKind kind = subscription.Family.Kind;
        if ((kind != MetricKind.Gauge && double.IsNaN(value)) || (kind == MetricKind.Counter && value < 0))
            return;
        IMetricSeries series = subscription.Family.SeriesFor(tags);
        if (kind == MetricKind.Histogram)
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
