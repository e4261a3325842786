using Pipeline.Protocol.Alerting;

namespace Pipeline.Core.Features;

/// <summary>What budgets limit: what it is called outside, in which unit, and of what it is.</summary>
public static class BudgetMetrics
{
    private const string Share = "share";

    /// <summary>Whether it is of one operation.</summary>
    public static bool IsOfOperation(BudgetMetric metric) => metric is BudgetMetric.OperationCalls or BudgetMetric.CostShare;

    /// <summary>Whether single events have it, so that the worst one can be judged; shares are of a window.</summary>
    public static bool IsOfEvents(BudgetMetric metric) =>
        metric is not (BudgetMetric.ErrorShare or BudgetMetric.CostShare or BudgetMetric.LockWaitShare or BudgetMetric.SdkOverhead);

    /// <summary>Whether it is a share of a whole, so that a limit above 1 allows everything.</summary>
    public static bool IsShareOfWhole(BudgetMetric metric) =>
        metric is BudgetMetric.ErrorShare or BudgetMetric.CostShare or BudgetMetric.SdkOverhead;

    /// <summary>The feature's word, as anomalies call the same.</summary>
    public static string WordOf(Budget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return budget.Metric switch
        {
            BudgetMetric.Duration when budget.Scope == BudgetScope.WorstEvent => "duration_max",
            BudgetMetric.Duration => $"duration_p{budget.Percentile}",
            BudgetMetric.CostShare => "cost_share",
            BudgetMetric.SdkOverhead => "sdk_overhead",
            _ => FeatureWords.Of(KindOf(budget.Metric)!.Value),
        };
    }

    /// <summary>In what it is counted.</summary>
    public static string UnitOf(BudgetMetric metric) => metric switch
    {
        BudgetMetric.Duration => "ms",
        BudgetMetric.CostShare or BudgetMetric.SdkOverhead => Share,
        _ => FeatureWords.UnitOf(KindOf(metric)!.Value),
    };

    /// <summary>The feature that is nearest; null if there is none.</summary>
    internal static FeatureKind? KindOf(BudgetMetric metric) => metric switch
    {
        BudgetMetric.OperationCalls => FeatureKind.OperationCalls,
        BudgetMetric.MemoryDelta => FeatureKind.Memory,
        BudgetMetric.Allocated => FeatureKind.Allocated,
        BudgetMetric.DbQueries => FeatureKind.DbQueries,
        BudgetMetric.Cpu => FeatureKind.Cpu,
        BudgetMetric.ErrorShare => FeatureKind.ErrorShare,
        BudgetMetric.LockWaitShare => FeatureKind.LockWaitShare,
        BudgetMetric.CostShare => FeatureKind.OperationTime,
        BudgetMetric.Duration => FeatureKind.DurationMean,
        _ => null,
    };
}
