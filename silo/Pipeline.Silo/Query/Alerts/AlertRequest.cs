using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query.Alerts;

/// <summary>Reads what a list of alerts or incidents is asked for.</summary>
internal static class AlertRequest
{
    public const int LimitDefault = 100;
    public const int LimitMax = 1_000;

    /// <summary>Digits of an id.</summary>
    private const int IdLength = 16;

    private static readonly KnownParameters s_ofIncidents =
        new("endpoint", "segment", "severity", "open", "historic", "from", "to", "limit", "cursor");

    private static readonly KnownParameters s_ofAlerts =
        new("endpoint", "segment", "severity", "open", "historic", "from", "to", "incident", "limit", "cursor");

    /// <summary>A question about alerts; null with what is wrong with the parameters.</summary>
    public static AlertQuery? TryReadAlerts(IQueryCollection parameters, out string defect) =>
        TryRead(parameters, s_ofAlerts, AlertCursor.OfAlerts, out defect);

    /// <summary>A question about incidents; null with what is wrong with the parameters.</summary>
    public static AlertQuery? TryReadIncidents(IQueryCollection parameters, out string defect) =>
        TryRead(parameters, s_ofIncidents, AlertCursor.OfIncidents, out defect);

    private static AlertQuery? TryRead(IQueryCollection parameters, KnownParameters known, AlertCursor cursor, out string defect)
    {
        ParameterReader reader = new(parameters);
        if (known.FindDefect(parameters) is { } unknown)
            reader.Refuse(unknown);
        if (!RangeParameters.TryReadRange(reader.Text("from"), reader.Text("to"), out EndpointQuery range, out string rangeDefect))
            reader.Refuse(rangeDefect);
        AlertQuery query = new(
            ReadName(reader, "endpoint"),
            ReadName(reader, "segment"),
            reader.Word<AlertSeverity>("severity"),
            ReadTruth(reader, "open"),
            ReadTruth(reader, "historic"),
            range.FromUnixMs,
            range.ToUnixMs,
            ReadIncident(reader),
            reader.Count("limit", LimitDefault, LimitMax),
            ReadCursor(reader, cursor));
        defect = reader.Defect ?? string.Empty;
        return reader.Defect is null ? query : null;
    }

    private static string? ReadName(ParameterReader reader, string name)
    {
        string? text = reader.Text(name);
        if (text is "")
            reader.Refuse($"{name} is empty: it takes a name.");
        return text;
    }

    private static bool? ReadTruth(ParameterReader reader, string name)
    {
        string? text = reader.Text(name);
        if (text is not (null or "true" or "false"))
            reader.Refuse($"{name} is '{text}': it takes true or false.");
        return text is null ? null : text == "true";
    }

    private static string? ReadIncident(ParameterReader reader)
    {
        string? text = reader.Text("incident");
        if (text is not null && (text.Length != IdLength || !text.All(char.IsAsciiHexDigitLower)))
            reader.Refuse($"incident is '{text}': it takes the id of an incident, {IdLength} hexadecimal digits.");
        return text;
    }

    private static AlertPosition? ReadCursor(ParameterReader reader, AlertCursor cursor)
    {
        if (reader.Text("cursor") is not { } text)
            return null;
        AlertPosition? position = cursor.Decode(text);
        if (position is null)
            reader.Refuse($"cursor is '{text}': it takes what 'next' of the page before held.");
        return position;
    }
}
