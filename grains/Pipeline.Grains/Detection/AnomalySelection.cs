using System.Collections.Immutable;
using Pipeline.Detection.Anomalies;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Detection;

/// <summary>Picks the anomalies that are asked for, and says in short what there are.</summary>
public static class AnomalySelection
{
    /// <summary>Those of an endpoint that a question is about, the newest first, at most as many as it asks for.</summary>
    public static ImmutableArray<AnomalyReport> Select(IReadOnlyList<Anomaly> anomalies, AnomalyQuery query)
    {
        ArgumentNullException.ThrowIfNull(anomalies);
        ArgumentNullException.ThrowIfNull(query);
        return
        [
            .. anomalies
                .Where(anomaly => IsMeant(anomaly, query))
                .OrderBy(PositionOf)
                .Take(query.Limit)
                .Select(AnomalyReports.Create),
        ];
    }

    /// <summary>What the catalog is told; null if there are none.</summary>
    public static AnomalyStatus? Summarize(IReadOnlyList<Anomaly> anomalies)
    {
        ArgumentNullException.ThrowIfNull(anomalies);
        return anomalies.Count == 0
            ? null
            : new AnomalyStatus(
                anomalies.Min(anomaly => anomaly.SinceUnixMs),
                anomalies.Max(anomaly => anomaly.SinceUnixMs),
                anomalies.Max(anomaly => anomaly.LastUnixMs),
                anomalies.Count(anomaly => anomaly.EndedUnixMs is null));
    }

    private static bool IsMeant(Anomaly anomaly, AnomalyQuery query)
    {
        bool isOpen = anomaly.EndedUnixMs is null;
        return anomaly.SinceUnixMs < query.ToUnixMs
            && (isOpen || anomaly.LastUnixMs > query.FromUnixMs)
            && (query.IsOpen is not { } wanted || wanted == isOpen)
            && (query.Severity is null || AnomalyReports.WordOf(anomaly.Severity) == query.Severity)
            && (query.Segment is null || anomaly.Segments.Contains(query.Segment))
            && (query.After is not { } after || PositionOf(anomaly).CompareTo(after) > 0);
    }

    private static AnomalyPosition PositionOf(Anomaly anomaly) => new(anomaly.SinceUnixMs, anomaly.Id);
}
