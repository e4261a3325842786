namespace Pipeline.Alerting.Budgets;

/// <summary>Why a change is not made.</summary>
public enum BudgetRefusal
{
    None = 0,

    /// <summary>It is not allowed.</summary>
    Invalid = 1,

    /// <summary>There is no such budget.</summary>
    NotFound = 2,

    /// <summary>It is of another version, or of the file.</summary>
    Conflict = 3,
}
