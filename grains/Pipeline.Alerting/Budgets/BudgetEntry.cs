using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Budgets;

/// <summary>An entry of the stream <c>budgets</c>: who has changed what, and when.</summary>
/// <param name="Format">Version of this form.</param>
/// <param name="Kind">What it is.</param>
/// <param name="At">When, Unix ms.</param>
/// <param name="By">Who.</param>
/// <param name="Budgets">Those that are set, by <see cref="BudgetEntryKind.Put"/> one; of a file all that it holds.</param>
/// <param name="Name">Of one that is deleted.</param>
/// <param name="Fault">What is wrong with the file.</param>
public sealed record BudgetEntry(
    int Format, BudgetEntryKind Kind, long At, string By, IReadOnlyList<Budget>? Budgets = null, string? Name = null, string? Fault = null)
{
    /// <summary>The form that is written now.</summary>
    public const int CurrentFormat = 1;
}
