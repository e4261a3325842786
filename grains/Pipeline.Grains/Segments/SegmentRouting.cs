namespace Pipeline.Grains.Segments;

/// <summary>Which grain takes what an endpoint publishes of a segment.</summary>
/// <remarks>
/// The one place that decides it. Several segments may go to one grain, since marks are kept for each endpoint and segment. But where
/// a pair of them goes must never change: its numbers go on, and another grain would find those before it missing.
/// </remarks>
internal static class SegmentRouting
{
    public static string KeyOf(string segment) => segment;
}
