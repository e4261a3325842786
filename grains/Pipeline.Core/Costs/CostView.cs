namespace Pipeline.Core.Costs;

/// <summary>What an endpoint's time is spent on.</summary>
/// <param name="AsOfUnixMs">The endpoint's latest event; null before the first.</param>
/// <param name="Cost">What was found.</param>
/// <param name="ReferenceMissing">Why there is no reference; null if there is one.</param>
public sealed record CostView(long? AsOfUnixMs, CellCost Cost, string? ReferenceMissing)
{
    /// <summary>How much event time is in both periods, ms: asked for, or because a window holds the border between them.</summary>
    public long OverlapMs => Cost is { Now: { FromUnixMs: { } from, ToUnixMs: { } to }, Reference: { FromUnixMs: { } otherFrom, ToUnixMs: { } otherTo } }
        ? Math.Max(0, Math.Min(to, otherTo) - Math.Max(from, otherFrom))
        : 0;
}
