using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Pipeline.Silo.Metrics;

/// <summary>What Prometheus calls a metric family: one name, one type, and a series per set of labels.</summary>
internal sealed class MetricFamily
{
    /// <summary>More label sets than this go to one series labelled <c>overflow="true"</c>, so that labels cannot exhaust memory.</summary>
    public const int SeriesCountMax = 1_000;

    // Seconds or milliseconds, bytes or counts: a decade ladder serves all of them where the instrument gives no advice.
    private static readonly double[] DefaultBounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 10_000, 100_000, 1_000_000];

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new();
    private readonly double[]? _bounds;

    public MetricFamily(Instrument instrument)
    {
        Kind = KindOf(instrument);
        Name = PrometheusNames.NameOf(instrument, Kind);
        Help = instrument.Description ?? string.Empty;
        _bounds = Kind == MetricKind.Histogram ? BoundsOf(instrument) : null;
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    /// <summary>Upper bounds of the histogram's buckets, without +Inf; empty for other kinds.</summary>
    public ReadOnlySpan<double> BucketBounds => _bounds;

    public IEnumerable<MetricSeries> Series => _series.Values.OrderBy(series => series.Labels, StringComparer.Ordinal);

    public MetricSeries SeriesFor(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = RenderLabels(tags);
        if (_series.TryGetValue(labels, out MetricSeries? series))
            return series;
        if (_series.Count >= SeriesCountMax)
            labels = "overflow=\"true\"";
        return _series.GetOrAdd(labels, static (key, bounds) => new MetricSeries(key, bounds), _bounds);
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        string type = instrument.GetType().Name;
        if (type.StartsWith("Histogram", StringComparison.Ordinal))
            return MetricKind.Histogram;
        if (type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal))
            return MetricKind.Counter;
        return MetricKind.Gauge;
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => DefaultBounds,
    };

    private static string RenderLabels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return string.Empty;
        StringBuilder text = new();
        foreach ((string name, object? value) in tags)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(PrometheusNames.Sanitize(name)).Append("=\"");
            PrometheusNames.AppendEscaped(text, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty);
            text.Append('"');
        }

        return text.ToString();
    }
}
