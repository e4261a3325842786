using System.Diagnostics.CodeAnalysis;
using Pipeline.Core.Packing;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Detection.Budgets;

/// <summary>The body of an entry that says which budgets are about an endpoint: version, then their JSON, by name.</summary>
public static class BudgetsCodec
{
    private const byte Version = 1;

    /// <summary>Packs those that are about an endpoint; equal budgets give equal bytes, whatever their order.</summary>
    public static byte[] Write(IEnumerable<Budget> budgets)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        BudgetList list = new([.. budgets.OrderBy(static budget => budget.Name, StringComparer.Ordinal)]);
        return [Version, .. JsonBytes.Write(list, AlertingJsonContext.Default.BudgetList)];
    }

    /// <summary>Reads a body; false if the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out IReadOnlyList<Budget>? budgets)
    {
        budgets = null;
        if (body.Length < 1 || body[0] != Version)
            return false;
        budgets = JsonBytes.Read(body[1..], AlertingJsonContext.Default.BudgetList)?.Budgets;
        budgets = budgets is null || !budgets.All(IsWhole) ? null : [.. budgets.OrderBy(static budget => budget.Name, StringComparer.Ordinal)];
        return budgets is not null && budgets.DistinctBy(static budget => budget.Name).Count() == budgets.Count;
    }

    // What may stand in a budget is checked before it is kept; here only that nothing is missing.
    private static bool IsWhole(Budget? budget) =>
        budget is { Name: not null, Endpoint: not null, Segment: not null, Operation: not null }
        && (budget.Metric != BudgetMetric.Duration || budget.Scope != BudgetScope.Window || budget.Percentile is > 0 and < 100)
        && Enum.IsDefined(budget.Metric) && Enum.IsDefined(budget.Scope) && Enum.IsDefined(budget.Severity);
}
