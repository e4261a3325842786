namespace Pipeline.Core.Comparison;

/// <summary>In what the operations' parts of a difference are measured.</summary>
public enum ComparisonBasis
{
    /// <summary>Parts of the difference in mean duration: operations say how long they took.</summary>
    Time,

    /// <summary>Parts of the difference in calls per event: no operation says how long it took, or durations do not differ.</summary>
    Calls,
}
