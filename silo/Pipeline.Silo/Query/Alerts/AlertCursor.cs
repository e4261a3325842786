using Pipeline.Protocol.Alerting;

namespace Pipeline.Silo.Query.Alerts;

/// <summary>A place in a list of alerts or of incidents, as clients carry it from page to page.</summary>
internal sealed class AlertCursor
{
    public static readonly AlertCursor OfAlerts = new(2);
    public static readonly AlertCursor OfIncidents = new(3);

    private readonly byte _kind;

    private AlertCursor(byte kind) => _kind = kind;

    public string Encode(AlertPosition position) => PositionCursor.Encode(_kind, position.Since, position.Id);

    /// <summary>Reads a cursor; null if it is none of this list.</summary>
    public AlertPosition? Decode(string text) => PositionCursor.Decode(_kind, text) is var (since, id) ? new AlertPosition(since, id) : null;
}
