using Pipeline.Protocol.Events;

namespace Pipeline.Core.Comparison;

/// <summary>One resource on both sides, per event that reported it: ms for times, bytes for memory, else a number.</summary>
/// <param name="Resource">Which.</param>
/// <param name="A">Mean of the first side.</param>
/// <param name="B">Mean of the second.</param>
/// <param name="Ratio">A / B; null if B is zero. Cells keep no squares of resources, so there is no interval.</param>
public sealed record ResourceComparison(Resource Resource, double A, double B, double? Ratio);
