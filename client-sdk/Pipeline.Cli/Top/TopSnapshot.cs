namespace Pipeline.Cli.Top;

/// <summary>What the silo answered at one moment.</summary>
/// <param name="Rows">The endpoints shown, the one with the largest figure first.</param>
/// <param name="TotalCount">How many endpoints the silo has.</param>
/// <param name="Json">The list as the silo's own interface writes it, in this order.</param>
internal sealed record TopSnapshot(IReadOnlyList<TopRow> Rows, int TotalCount, string Json);
