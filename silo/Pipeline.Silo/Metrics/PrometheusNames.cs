using System.Diagnostics.Metrics;
using System.Text;

namespace Pipeline.Silo.Metrics;

/// <summary>Turns instrument names into Prometheus names: <c>pipeline.log.commit.duration</c> in ms becomes <c>pipeline_log_commit_duration_milliseconds</c>.</summary>
/// <remarks>The rules are those of OpenTelemetry's Prometheus compatibility page: unit suffix, then <c>_total</c> for counters.</remarks>
internal static class PrometheusNames
{
    public static string NameOf(Instrument instrument, MetricKind kind)
    {
        string name = Sanitize(instrument.Name);
        string unit = UnitSuffix(instrument.Unit);
        if (unit.Length > 0 && !name.EndsWith("_" + unit, StringComparison.Ordinal))
            name += "_" + unit;
        if (kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal))
            name += "_total";
        return name;
    }

    /// <summary>Names with two underscores at the start are Prometheus' own, and so is <c>le</c> at a histogram.</summary>
    public static string LabelNameOf(string tag, MetricKind kind)
    {
        string name = Sanitize(tag);
        if (name.StartsWith("__", StringComparison.Ordinal))
            name = "_" + name.TrimStart('_');
        return name == "le" && kind == MetricKind.Histogram ? "le_" : name;
    }

    public static string EscapeHelp(string help)
        => help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    public static string Sanitize(string name)
    {
        StringBuilder text = new(name.Length);
        foreach (char c in name)
            text.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_');
        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
            text.Insert(0, '_');
        return text.ToString();
    }

    public static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(c),
            };
        }
    }

    private static string UnitSuffix(string? unit) => unit switch
    {
        null or "" or "1" => string.Empty,
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "%" => "percent",
        _ when unit.StartsWith('{') => string.Empty,
        _ => Sanitize(unit),
    };
}
