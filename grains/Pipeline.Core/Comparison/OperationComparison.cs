using Pipeline.Protocol.Events;

namespace Pipeline.Core.Comparison;

/// <summary>One operation on both sides.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Calls">Calls per event.</param>
/// <param name="MsDifference">How much more time per event the first side spends in it, ms, self time where both know it; null if unknown.</param>
/// <param name="Share">
/// Its part of the difference between the sides, see <see cref="CellComparison.Basis"/>: 1 is all of it, negative works against it; null
/// where there is no difference.
/// </param>
public sealed record OperationComparison(string Name, OperationKind Kind, RatioEstimate Calls, double? MsDifference, double? Share);
