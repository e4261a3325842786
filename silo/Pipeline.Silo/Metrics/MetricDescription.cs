using System.Diagnostics.Metrics;

namespace Pipeline.Silo.Metrics;

/// <summary>What Prometheus is told of a metric: the one rule by which instruments become metrics, whoever shows them.</summary>
/// <param name="Name">With unit and <c>_total</c>.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Help">Escaped as the text formats want it.</param>
/// <param name="Bounds">Upper bounds of a histogram's buckets, ascending, without +Inf; empty for other kinds.</param>
internal sealed record MetricDescription(string Name, MetricKind Kind, string Help, IReadOnlyList<double> Bounds)
{
    // Seconds or milliseconds, bytes or counts: a decade ladder serves all of them where the instrument gives no advice.
    private static readonly double[] s_defaultBounds =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 10_000, 100_000, 1_000_000];

    public static MetricDescription Of(Instrument instrument)
    {
        MetricKind kind = KindOf(instrument);
        // Orleans describes none of its instruments; a metric without help is refused by Prometheus' own check.
        string help = string.IsNullOrWhiteSpace(instrument.Description) ? $"{instrument.Name} of {instrument.Meter.Name}." : instrument.Description;
        return new MetricDescription(
            PrometheusNames.NameOf(instrument, kind), kind, PrometheusNames.EscapeHelp(help), kind == MetricKind.Histogram ? BoundsOf(instrument) : []);
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

    private static double[] BoundsOf(Instrument instrument)
    {
        IEnumerable<double> bounds = instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } advised } => advised,
            Histogram<float> { Advice.HistogramBucketBoundaries: { } advised } => advised.Select(bound => (double)bound),
            Histogram<long> { Advice.HistogramBucketBoundaries: { } advised } => advised.Select(bound => (double)bound),
            Histogram<int> { Advice.HistogramBucketBoundaries: { } advised } => advised.Select(bound => (double)bound),
            _ => s_defaultBounds,
        };
        return [.. bounds.Where(double.IsFinite).Distinct().Order()];
    }
}
