using System.Collections.Concurrent;

namespace Pipeline.Silo.Metrics.Text;

/// <summary>Keeps values in this process' own memory and writes them as Prometheus text, without a package.</summary>
internal sealed class TextExporter : IMetricExporter
{
    private readonly ConcurrentQueue<TextMetric> _metrics = new();

    public IExportedMetric Declare(MetricDescription metric)
    {
        TextMetric declared = new(metric);
        _metrics.Enqueue(declared);
        return declared;
    }

    /// <summary>All metrics, by name.</summary>
    public string Write() => PrometheusText.Write(_metrics.OrderBy(metric => metric.Description.Name, StringComparer.Ordinal));
}
