using Pipeline.Detection;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Detection;

/// <summary>What an endpoint is like against what is usual, as it leaves the grain.</summary>
internal static class FeaturesReports
{
    /// <summary>Features of one segment in the answer: all of an endpoint's own and of its operations, bounded all the same.</summary>
    public const int FeaturesMax = 1_000;

    /// <summary>All segments of an endpoint, or one.</summary>
    public static FeaturesReport Create(MonitoredEndpoint endpoint, string name, IReadOnlyList<string> segments) => new(
        name,
        endpoint.State.LatestUnixMs,
        endpoint.Detection.Options.IsEnabled,
        [.. segments.Select(segment => CreateSegment(endpoint.Detection, segment))]);

    private static SegmentFeaturesReport CreateSegment(EndpointDetection detection, string segment) => new(
        segment,
        [
            .. detection.StandingsOf(segment)
                .OrderByDescending(standing => standing.Surprise)
                .ThenBy(standing => standing.Feature.Kind)
                .ThenBy(standing => standing.Feature.Operation, StringComparer.Ordinal)
                .Take(FeaturesMax)
                .Select(AnomalyReports.Create),
        ]);
}
