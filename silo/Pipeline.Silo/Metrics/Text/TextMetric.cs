using System.Collections.Concurrent;

namespace Pipeline.Silo.Metrics.Text;

/// <summary>A metric and its series. Thread-safe.</summary>
internal sealed class TextMetric(MetricDescription description) : IExportedMetric
{
    private readonly ConcurrentQueue<TextSeries> _series = new();

    public MetricDescription Description => description;

    /// <summary>By label.</summary>
    public IEnumerable<TextSeries> Series => _series.OrderBy(series => series.Labels, StringComparer.Ordinal);

    public IMetricSeries CreateSeries(MetricLabels labels)
    {
        TextSeries series = new(description, labels);
        _series.Enqueue(series);
        return series;
    }
}
