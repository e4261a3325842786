using Pipeline.Core.Costs;
using Pipeline.Core.Features;
using Pipeline.Detection.Anomalies;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Detection.Budgets;

/// <summary>Says a broken budget in one sentence: what, for whom, since when, what is allowed, and what to look for.</summary>
internal static class BudgetSentence
{
    public static string Of(Finding finding, Budget budget)
    {
        FindingCause cause = finding.Causes[0];
        string opening = SentenceParts.Opening(finding.Endpoint, finding.Segments, finding.EverySegment, finding.Since);
        string share = budget.Metric != BudgetMetric.CostShare && cause.Share > 0.005 ? $"; {CostNumbers.Percent(cause.Share)} of the time" : string.Empty;
        string? most = finding.Causes.Skip(1).FirstOrDefault() is { Operation: { } operation } first ? $"; most goes to `{operation}`, {CostNumbers.Percent(first.Share)}" : null;
        return $"{opening}{What(budget, cause)}, budget `{budget.Name}` allows {Limit(budget)}{share}{most}; {Advice(budget, cause)}.";
    }

    private static string What(Budget budget, FindingCause cause)
    {
        string where = budget.Scope == BudgetScope.WorstEvent ? "in the worst event" : "per event";
        double observed = cause.Observed;
        return budget.Metric switch
        {
            BudgetMetric.OperationCalls => $"`{cause.Operation}` {Calls(observed)} {where}",
            BudgetMetric.MemoryDelta => $"{Change(observed)} of memory {where}",
            BudgetMetric.Allocated => $"{SentenceParts.Bytes(observed)} allocated {where}",
            BudgetMetric.DbQueries => $"{CostNumbers.Plain(observed)} database queries {where}",
            BudgetMetric.Cpu => $"{CostNumbers.Time(observed)} of CPU time {where}",
            BudgetMetric.Duration when budget.Scope == BudgetScope.WorstEvent => $"the worst event took {CostNumbers.Time(observed)}",
            BudgetMetric.Duration => $"{Percentile(budget)} of durations {CostNumbers.Time(observed)}",
            BudgetMetric.ErrorShare => $"{SentenceParts.Share(observed)} of the calls failed",
            BudgetMetric.CostShare => $"`{cause.Operation}` {SentenceParts.Share(observed)} of the time",
            BudgetMetric.LockWaitShare => $"{SentenceParts.Share(observed)} of the duration spent waiting for locks",
            _ => $"recording takes {SentenceParts.Share(observed)} of the processor time",
        };
    }

    private static string Limit(Budget budget) => budget.Metric switch
    {
        BudgetMetric.MemoryDelta or BudgetMetric.Allocated => SentenceParts.Bytes(budget.Limit),
        BudgetMetric.Cpu or BudgetMetric.Duration => CostNumbers.Time(budget.Limit),
        BudgetMetric.OperationCalls or BudgetMetric.DbQueries => CostNumbers.Plain(budget.Limit),
        _ => SentenceParts.Share(budget.Limit),
    };

    private static string Calls(double calls) => calls == 1 ? "1 call" : $"{CostNumbers.Plain(calls)} calls";

    private static string Change(double bytes) => bytes > 0 ? "+" + SentenceParts.Bytes(bytes) : SentenceParts.Bytes(bytes);

    private static string Percentile(Budget budget) => budget.Percentile == 50 ? "median" : $"{budget.Percentile}th percentile";

    private static string Advice(Budget budget, FindingCause cause)
    {
        string? trace = cause.TraceIds.Count > 0 ? cause.TraceIds[0] : null;
        return budget.Metric == BudgetMetric.SdkOverhead
            ? "lower the sampling, or record fewer operations"
            : SentenceParts.Advice(BudgetMetrics.KindOf(budget.Metric) ?? FeatureKind.DurationMean, cause.Operation ?? string.Empty, trace);
    }
}
