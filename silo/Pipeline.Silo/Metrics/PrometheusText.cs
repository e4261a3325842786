using System.Globalization;
using System.Text;

namespace Pipeline.Silo.Metrics;

/// <summary>Prometheus text exposition format 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<MetricFamily> families)
    {
        StringBuilder text = new();
        foreach (MetricFamily family in families)
        {
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(EscapeHelp(family.Help)).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(TypeName(family.Kind)).Append('\n');
            foreach (MetricSeries series in family.Series)
            {
                if (family.Kind == MetricKind.Histogram)
                    WriteHistogram(text, family, series);
                else
                    WriteSample(text, family.Name, series.Labels, series.Read().Value);
            }
        }

        return text.ToString();
    }

    private static void WriteHistogram(StringBuilder text, MetricFamily family, MetricSeries series)
    {
        (double sum, long count, long[] buckets) = series.Read();
        string separator = series.Labels.Length > 0 ? "," : string.Empty;
        long cumulative = 0;
        for (int i = 0; i < family.BucketBounds.Length; i++)
        {
            cumulative += buckets[i];
            WriteSample(text, family.Name + "_bucket", $"{series.Labels}{separator}le=\"{Number(family.BucketBounds[i])}\"", cumulative);
        }

        WriteSample(text, family.Name + "_bucket", $"{series.Labels}{separator}le=\"+Inf\"", count);
        WriteSample(text, family.Name + "_sum", series.Labels, sum);
        WriteSample(text, family.Name + "_count", series.Labels, count);
    }

    private static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string TypeName(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private static string EscapeHelp(string help) => help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
