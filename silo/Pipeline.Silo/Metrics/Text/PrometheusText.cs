using System.Globalization;
using System.Text;

namespace Pipeline.Silo.Metrics.Text;

/// <summary>Prometheus text exposition format 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<TextMetric> metrics)
    {
        StringBuilder text = new();
        foreach (TextMetric metric in metrics)
        {
            MetricDescription description = metric.Description;
            text.Append("# HELP ").Append(description.Name).Append(' ').Append(description.Help).Append('\n');
            text.Append("# TYPE ").Append(description.Name).Append(' ').Append(TypeName(description.Kind)).Append('\n');
            foreach (TextSeries series in metric.Series)
            {
                if (description.Kind == MetricKind.Histogram)
                    WriteHistogram(text, description, series);
                else
                    WriteSample(text, description.Name, series.Labels, series.Read().Value);
            }
        }

        return text.ToString();
    }

    private static void WriteHistogram(StringBuilder text, MetricDescription description, TextSeries series)
    {
        (double sum, long count, long[] buckets) = series.Read();
        string separator = series.Labels.Length > 0 ? "," : string.Empty;
        long cumulative = 0;
        for (int i = 0; i < description.Bounds.Count; i++)
        {
            cumulative += buckets[i];
            WriteSample(text, description.Name + "_bucket", $"{series.Labels}{separator}le=\"{Number(description.Bounds[i])}\"", cumulative);
        }

        WriteSample(text, description.Name + "_bucket", $"{series.Labels}{separator}le=\"+Inf\"", count);
        WriteSample(text, description.Name + "_sum", series.Labels, sum);
        WriteSample(text, description.Name + "_count", series.Labels, count);
    }

    private static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    // As prometheus-net writes them: a bound is a label, so 1e-05 and 1E-05 would be two series.
    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("g", CultureInfo.InvariantCulture),
    };

    private static string TypeName(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };
}
