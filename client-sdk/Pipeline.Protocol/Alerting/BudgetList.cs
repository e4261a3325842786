namespace Pipeline.Protocol.Alerting;

/// <summary>Budgets as a file holds them, and as an endpoint's stream keeps those that are about it.</summary>
/// <param name="Budgets">In any order; names are unique.</param>
public sealed record BudgetList(IReadOnlyList<Budget> Budgets);
