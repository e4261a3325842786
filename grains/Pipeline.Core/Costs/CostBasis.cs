namespace Pipeline.Core.Costs;

/// <summary>In which time an operation is counted.</summary>
public enum CostBasis
{
    /// <summary>No time of it is known: only its calls count, and it comes after those with time.</summary>
    Calls,

    /// <summary>All of its time. Operations inside one another overlap, so their shares may add up to more than one.</summary>
    Time,

    /// <summary>The part of its time that is not spent in other operations.</summary>
    SelfTime,
}
