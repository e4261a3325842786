namespace Pipeline.Core.Comparison;

/// <summary>In what the operations' parts of a difference are measured.</summary>
public enum ComparisonBasis
{
    /// <summary>Parts of the difference in mean duration: operations that say how long they took account for half of it or more.</summary>
    Time,

    /// <summary>Parts of the difference in calls per event: operations say too little of how long they took, or durations do not differ.</summary>
    Calls,
}
