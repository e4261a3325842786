using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Budgets;

/// <summary>What is limited until somebody says otherwise.</summary>
public static class DefaultBudgets
{
    private const double CallsMax = 100;
    private const double MemoryBytesMax = 50_000_000;

    public static IReadOnlyList<Budget> All { get; } =
    [
        new("calls-per-event", BudgetMetric.OperationCalls, BudgetScope.WorstEvent, CallsMax, OperationKind: "function"),
        new("memory-per-event", BudgetMetric.MemoryDelta, BudgetScope.WorstEvent, MemoryBytesMax),
    ];
}
