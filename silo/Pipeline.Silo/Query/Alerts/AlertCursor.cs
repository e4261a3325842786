using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query.Alerts;

/// <summary>A place in a list of alerts or of incidents, as clients carry it from page to page.</summary>
internal sealed class AlertCursor
{
    public static readonly AlertCursor OfAlerts = new(2);
    public static readonly AlertCursor OfIncidents = new(3);

    private readonly byte _kind;

    private AlertCursor(byte kind) => _kind = kind;

    /// <summary>The cursor of the grain's answer as clients get it: of this list only, and with a checksum. Null if there is no next page.</summary>
    public string? Seal(string? next) =>
        next is not null && AlertPosition.TryParse(next, out AlertPosition? position) ? PositionCursor.Encode(_kind, position.Since, position.Id) : null;

    /// <summary>Reads a cursor; null if it is none of this list.</summary>
    public AlertPosition? Decode(string text) => PositionCursor.Decode(_kind, text) is var (since, id) ? new AlertPosition(since, id) : null;
}
