namespace Pipeline.Detection.Budgets;

/// <summary>A window in which a budget was broken by something.</summary>
/// <param name="StartUnixMs">Its start, Unix ms.</param>
/// <param name="EndUnixMs">Its end, Unix ms.</param>
/// <param name="Broken">The segments that broke it and by how much, the worst first.</param>
/// <param name="SegmentsWithCalls">Segments that had calls in it.</param>
internal sealed record BrokenWindow(
    long StartUnixMs, long EndUnixMs, IReadOnlyList<(JudgedSegment Segment, double Observed)> Broken, int SegmentsWithCalls);
