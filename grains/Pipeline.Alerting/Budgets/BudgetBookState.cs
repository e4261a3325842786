using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Budgets;

/// <summary>All of a <see cref="BudgetBook"/> at an offset, as its snapshot has it.</summary>
/// <param name="Format">Version of this form.</param>
/// <param name="Version">Version of all budgets together.</param>
/// <param name="Budgets">By name.</param>
/// <param name="Overridden">Those that the file has a budget of the same name for, as they were before it, by name.</param>
/// <param name="FileFault">What is wrong with the file; null if nothing is.</param>
/// <param name="DefaultsGiven">Names of the defaults that were ever set, by name.</param>
/// <param name="Changes">Changes, the latest last.</param>
public sealed record BudgetBookState(
    int Format,
    long Version,
    IReadOnlyList<BudgetReport> Budgets,
    IReadOnlyList<BudgetReport> Overridden,
    string? FileFault,
    IReadOnlyList<string> DefaultsGiven,
    IReadOnlyList<AuditRecord> Changes);
