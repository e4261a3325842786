namespace Pipeline.Silo.Query.Budgets;

/// <summary>The file of budgets. Section <c>Pipeline:Budgets</c> of the configuration; silos that are given a file are given the same.</summary>
internal sealed class BudgetFileOptions
{
    public const string Section = "Pipeline:Budgets";

    /// <summary>Path of the file, absolute or from where the silo was started. Default none: then this silo says nothing about the file's budgets.</summary>
    public string? File { get; set; }

    /// <summary>How often the file is looked at even if nobody says that it has changed. Default 5 s, 100 ms to 1 h.</summary>
    public TimeSpan FilePollPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a silo asks whether budgets have changed. Default 1 s, 50 ms to 1 min.</summary>
    public TimeSpan RefreshPeriod { get; set; } = TimeSpan.FromSeconds(1);
}
