using Pipeline.Core.Queries;
using Pipeline.Detection;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Detection;

/// <summary>What an endpoint is like against what is usual, as it leaves the grain.</summary>
internal static class FeaturesReports
{
    /// <summary>All segments of an endpoint, or one.</summary>
    public static FeaturesAnswer Create(MonitoredEndpoint endpoint, string name, string? segment, int limit)
    {
        if (endpoint.State.FindUnknownSegment(segment) is { } defect)
            return new FeaturesAnswer(null, "unknown-name", defect);
        IReadOnlyList<string> asked = segment is null ? endpoint.State.SegmentNames() : [segment];
        return new FeaturesAnswer(new FeaturesReport(
            name,
            endpoint.State.LatestUnixMs,
            endpoint.Detection.Options.IsEnabled,
            [.. asked.Select(of => CreateSegment(endpoint.Detection, of, limit))]));
    }

    private static SegmentFeaturesReport CreateSegment(EndpointDetection detection, string segment, int limit) => new(
        segment,
        [
            .. detection.StandingsOf(segment)
                .OrderByDescending(standing => standing.Surprise)
                .ThenBy(standing => standing.Feature.Kind)
                .ThenBy(standing => standing.Feature.Operation, StringComparer.Ordinal)
                .Take(limit)
                .Select(AnomalyReports.Create),
        ]);
}
