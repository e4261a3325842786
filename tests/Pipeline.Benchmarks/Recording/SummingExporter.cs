using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Pipeline.Benchmarks.Recording;

/// <summary>Reads every point that was aggregated, so that the comparison does its whole work, and keeps the totals.</summary>
internal sealed class SummingExporter : BaseExporter<Metric>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Sum, long Count)> _totals = [];

    public override ExportResult Export(in Batch<Metric> batch)
    {
        lock (_lock)
        {
            foreach (Metric metric in batch)
                _totals[metric.Name] = Total(metric);
        }

        return ExportResult.Success;
    }

    /// <summary>Sum of a counter over all tags, at the last collection.</summary>
    public long Sum(string name) => Read(name).Sum;

    /// <summary>Values in a histogram over all tags, at the last collection.</summary>
    public long Count(string name) => Read(name).Count;

    private static (long Sum, long Count) Total(Metric metric)
    {
        (long sum, long count) = (0, 0);
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            if (metric.MetricType == MetricType.LongSum)
                sum += point.GetSumLong();
            else if (metric.MetricType == MetricType.Histogram)
                count += point.GetHistogramCount();
        }

        return (sum, count);
    }

    private (long Sum, long Count) Read(string name)
    {
        lock (_lock)
            return _totals.GetValueOrDefault(name);
    }
}
