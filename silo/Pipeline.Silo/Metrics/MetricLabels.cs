using System.Globalization;
using System.Text;

namespace Pipeline.Silo.Metrics;

/// <summary>A set of labels: names as Prometheus takes them, each once and in order, so that the order of tags makes no difference.</summary>
internal sealed class MetricLabels
{
    public static readonly MetricLabels None = new([]);

    /// <summary>Where measurements go that would be a series too many.</summary>
    public static readonly MetricLabels Overflow = new([new("overflow", "true")]);

    private MetricLabels(KeyValuePair<string, string>[] labels)
    {
        Names = [.. labels.Select(label => label.Key)];
        Values = [.. labels.Select(label => label.Value)];
        Text = Render(labels);
    }

    public string[] Names { get; }

    /// <summary>Not escaped.</summary>
    public string[] Values { get; }

    /// <summary>Without braces, values escaped, such as <c>reason="late"</c>; empty without labels.</summary>
    public string Text { get; }

    public static MetricLabels Of(ReadOnlySpan<KeyValuePair<string, object?>> tags, MetricKind kind)
    {
        if (tags.IsEmpty)
            return None;
        SortedDictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach ((string key, object? tag) in tags)
        {
            string name = PrometheusNames.LabelNameOf(key, kind);
            string value = Convert.ToString(tag, CultureInfo.InvariantCulture) ?? string.Empty;
            // Tags that become one name are one label, as OpenTelemetry has it.
            labels[name] = labels.TryGetValue(name, out string? other) ? $"{other};{value}" : value;
        }

        return new MetricLabels([.. labels]);
    }

    private static string Render(KeyValuePair<string, string>[] labels)
    {
        StringBuilder text = new();
        foreach ((string name, string value) in labels)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(name).Append("=\"");
            PrometheusNames.AppendEscaped(text, value);
            text.Append('"');
        }

        return text.ToString();
    }
}
