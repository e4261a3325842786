using Pipeline.Grains.Abstractions;

namespace Pipeline.Silo.Query.Anomalies;

/// <summary>A place in a list of anomalies, as clients carry it from page to page.</summary>
internal static class AnomalyCursor
{
    private const byte Kind = 1;

    public static string Encode(AnomalyPosition position) => PositionCursor.Encode(Kind, position.SinceUnixMs, position.Id);

    /// <summary>Reads a cursor; null if it is none.</summary>
    public static AnomalyPosition? Decode(string text) =>
        PositionCursor.Decode(Kind, text) is var (since, id) ? new AnomalyPosition(since, id) : null;
}
