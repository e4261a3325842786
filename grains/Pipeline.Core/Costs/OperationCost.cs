using Pipeline.Core.Queries;

namespace Pipeline.Core.Costs;

/// <summary>What an operation costs an endpoint.</summary>
/// <param name="Operation">What calls did of it, per event.</param>
/// <param name="Calls">Calls of it, over all calls of the endpoint.</param>
/// <param name="TimeMs">All its time, ms; null if never measured.</param>
/// <param name="SelfMs">Its self time, ms; null if never measured.</param>
/// <param name="Basis">Which of the two counts.</param>
/// <param name="ShareOfTime">That as a share of the endpoint's time; above 1 where calls run at once. Null if either is unknown.</param>
/// <param name="ShareOfCalls">Its share of the calls of all operations.</param>
public sealed record OperationCost(
    OperationView Operation, double Calls, double? TimeMs, double? SelfMs, CostBasis Basis, double? ShareOfTime, double ShareOfCalls)
{
    /// <summary>The time that counts, ms; null if never measured.</summary>
    public double? CountedMs => SelfMs ?? TimeMs;

    /// <summary>Calls added per second of wall time; null without a reference.</summary>
    public AddedParts? AddedCalls { get; init; }

    /// <summary>Time added per second of wall time, ms; null without a reference, or where the periods do not both know the same time.</summary>
    public AddedParts? AddedMs { get; init; }

    /// <summary>In which time <see cref="AddedMs"/> is counted: self time only where both periods know it.</summary>
    public CostBasis AddedBasis { get; init; }

    /// <summary>Why <see cref="AddedMs"/> is null though there is a reference; null otherwise.</summary>
    public string? AddedMissing { get; init; }
}
