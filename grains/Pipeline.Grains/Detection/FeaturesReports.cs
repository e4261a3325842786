using Pipeline.Core.Series;
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
        IEnumerable<string> known = endpoint.State.Segments.Names.Select(seen => seen.Text);
        if (segment is not null && !known.Contains(segment, StringComparer.Ordinal))
            return new FeaturesAnswer(null, "unknown-name", $"segment is '{segment}', which was never seen; there are {SeriesNames.List(known)}.");
        IEnumerable<string> asked = segment is null ? known.Order(StringComparer.Ordinal) : [segment];
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
