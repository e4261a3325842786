using Pipeline.Grains.Abstractions;

namespace Pipeline.Silo.Query.Anomalies;

/// <summary>Reads what a list of anomalies is asked for.</summary>
internal static class AnomalyRequest
{
    public const int LimitDefault = 100;
    public const int LimitMax = 1_000;

    /// <summary>The question; null with what is wrong with the parameters.</summary>
    public static AnomalyQuery? TryRead(IQueryCollection parameters, out string defect)
    {
        ParameterReader reader = new(parameters);
        if (!RangeParameters.TryReadRange(reader.Text("from"), reader.Text("to"), out EndpointQuery range, out string rangeDefect))
            reader.Refuse(rangeDefect);
        AnomalyQuery query = new(
            range.FromUnixMs ?? long.MinValue,
            range.ToUnixMs ?? long.MaxValue,
            reader.Text("segment"),
            ReadSeverity(reader),
            ReadOpen(reader),
            reader.Count("limit", LimitDefault, LimitMax),
            ReadCursor(reader));
        defect = reader.Defect ?? string.Empty;
        return reader.Defect is null ? query : null;
    }

    private static string? ReadSeverity(ParameterReader reader)
    {
        string? text = reader.Text("severity");
        if (text is not (null or "anomaly" or "notice"))
            reader.Refuse($"severity is '{text}': it takes anomaly or notice.");
        return text;
    }

    private static bool? ReadOpen(ParameterReader reader)
    {
        string? text = reader.Text("open");
        if (text is not (null or "true" or "false"))
            reader.Refuse($"open is '{text}': it takes true or false.");
        return text is null ? null : text == "true";
    }

    private static AnomalyPosition? ReadCursor(ParameterReader reader)
    {
        if (reader.Text("cursor") is not { } text)
            return null;
        AnomalyPosition? position = AnomalyCursor.Decode(text);
        if (position is null)
            reader.Refuse($"cursor is '{text}': it takes what 'next' of the page before held.");
        return position;
    }
}
