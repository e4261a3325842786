using Pipeline.Core.Features;

namespace Pipeline.Detection.Monitoring;

/// <summary>A window of a segment that was judged: one short window, or as many in a row as held enough.</summary>
/// <param name="Segment">The segment's number.</param>
/// <param name="StartUnixMs">Its start, Unix ms.</param>
/// <param name="WidthMs">Its width, ms.</param>
/// <param name="Readings">What was measured.</param>
/// <param name="Verdicts">Of every feature.</param>
internal sealed record SegmentWindow(int Segment, long StartUnixMs, long WidthMs, WindowReadings Readings, IReadOnlyList<FeatureVerdict> Verdicts)
{
    public long EndUnixMs => StartUnixMs + WidthMs;
}
