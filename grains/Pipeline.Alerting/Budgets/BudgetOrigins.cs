namespace Pipeline.Alerting.Budgets;

/// <summary>Where budgets come from, and so who may change them. Published: the words stay.</summary>
public static class BudgetOrigins
{
    /// <summary>There from the start; may be changed and deleted, and stays so.</summary>
    public const string Default = "default";

    /// <summary>Set through the API.</summary>
    public const string Api = "api";

    /// <summary>Set by the file, and changed there only.</summary>
    public const string File = "file";
}
