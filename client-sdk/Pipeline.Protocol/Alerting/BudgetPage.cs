namespace Pipeline.Protocol.Alerting;

/// <summary>All budgets: the body of <c>GET /api/v1/budgets</c>.</summary>
/// <param name="Budgets">By name.</param>
/// <param name="Version">Of all together.</param>
/// <param name="FileFault">What is wrong with the file of budgets, which is why its last good state is in effect; null if nothing is.</param>
public sealed record BudgetPage(IReadOnlyList<BudgetReport> Budgets, long Version, string? FileFault);
