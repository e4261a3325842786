using Pipeline.Core.Endpoints;
using Pipeline.Core.Series;

namespace Pipeline.Core.Queries;

/// <summary>Whether an endpoint knows the segment that is asked about.</summary>
public static class SegmentQueries
{
    /// <summary>The segments it has seen, in ordinal order.</summary>
    public static IReadOnlyList<string> SegmentNames(this EndpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return [.. state.Segments.Names.Select(known => known.Text).Order(StringComparer.Ordinal)];
    }

    /// <summary>For people: that the endpoint never saw the segment, and which it did; null if it did, or has seen nothing yet.</summary>
    public static string? FindUnknownSegment(this EndpointState state, string? segment)
    {
        ArgumentNullException.ThrowIfNull(state);
        bool isKnown = segment is null || state.LatestUnixMs is null || state.Segments.Names.Any(known => known.Text == segment);
        return isKnown ? null : $"segment is '{segment}', which was never seen; there are {SeriesNames.List(state.Segments.Names.Select(known => known.Text))}.";
    }
}
