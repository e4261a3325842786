namespace Pipeline.Grains.Feed;

/// <summary>Which closed windows a client wants.</summary>
/// <param name="WidthMs">Of this width, ms.</param>
/// <param name="Endpoint">Of this endpoint; null for all.</param>
/// <param name="Segment">Of this segment; null for all.</param>
public sealed record WindowFilter(long WidthMs, string? Endpoint = null, string? Segment = null)
{
    internal bool Takes(FeedWindow window) => (Endpoint is null || Endpoint == window.Endpoint) && (Segment is null || Segment == window.Segment);
}
