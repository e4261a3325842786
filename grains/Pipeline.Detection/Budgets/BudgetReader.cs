using Pipeline.Core.Catalog;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Features;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Alerting;
using Pipeline.Protocol.Events;

namespace Pipeline.Detection.Budgets;

/// <summary>Reads of a segment's window what a budget limits.</summary>
internal static class BudgetReader
{
    private const double Milli = 1e3;
    private const double NsPerMs = 1e6;

    /// <summary>Finds what is above the limit.</summary>
    /// <param name="budget">The budget; its segment is known to fit.</param>
    /// <param name="segment">The segment's window.</param>
    /// <param name="above">What is above the limit is added, and its value.</param>
    /// <returns>Whether the window could be judged: there were enough calls, and they say what is asked.</returns>
    public static bool TryFindAbove(Budget budget, JudgedSegment segment, List<(BudgetSubject Subject, double Observed)> above)
    {
        bool isWorst = budget.Scope == BudgetScope.WorstEvent;
        if (budget.Metric == BudgetMetric.OperationCalls && isWorst)
            return segment.Cell.Events > 0 && FindWorstCalls(budget, segment, above);
        if (!isWorst && CountedOf(budget.Metric, segment) < budget.CallsMin)
            return false;
        if (BudgetMetrics.IsOfOperation(budget.Metric))
            return FindOperations(budget, segment, above);
        double observed = isWorst ? ReadWorst(budget.Metric, segment.Cell) : ReadWindow(budget, segment);
        if (double.IsNaN(observed))
            return false;
        if (observed > budget.Limit)
            above.Add((BudgetSubject.Calls, observed));
        return true;
    }

    /// <summary>Whether a budget speaks of an operation.</summary>
    public static bool Covers(Budget budget, in BudgetSubject subject) =>
        !subject.IsOperation
        || (NamePattern.Matches(budget.Operation, subject.Operation) && (budget.OperationKind is null || budget.OperationKind == FeatureWords.Of(subject.Kind)));

    /// <summary>Time of an operation per event, ms: its own where that is known.</summary>
    public static double MsPerEvent(OperationView operation) => operation.SelfMsPerEvent ?? operation.MsPerEvent ?? 0;

    // Tallied calls say exactly how many failed; of everything else events speak.
    private static double CountedOf(BudgetMetric metric, JudgedSegment segment) =>
        metric == BudgetMetric.ErrorShare && segment.Cell.HasTally ? segment.Calls : segment.SampleSize;

    private static bool FindWorstCalls(Budget budget, JudgedSegment segment, List<(BudgetSubject Subject, double Observed)> above)
    {
        ReadOnlySpan<OperationCell?> operations = segment.Cell.Operations;
        for (int number = 0; number < operations.Length; number++)
        {
            if (operations[number] is not { IsEmpty: false } operation || operation.MaxPerCallMilli / Milli <= budget.Limit)
                continue;
            EndpointName name = segment.OperationOf(number);
            BudgetSubject subject = new(name.Text, (OperationKind)name.Kind);
            if (Covers(budget, subject))
                above.Add((subject, operation.MaxPerCallMilli / Milli));
        }

        return true;
    }

    private static bool FindOperations(Budget budget, JudgedSegment segment, List<(BudgetSubject Subject, double Observed)> above)
    {
        double mean = segment.View.Duration?.Ms.Mean ?? 0;
        if (budget.Metric == BudgetMetric.CostShare && mean <= 0)
            return false;
        foreach (OperationView operation in segment.View.Operations)
        {
            // Those past the limit share one name: together they are no operation whose mean would say anything.
            BudgetSubject subject = new(operation.Name, operation.Kind);
            if (operation.Name == NameTable.Other && budget.Operation != NameTable.Other)
                continue;
            double observed = budget.Metric == BudgetMetric.CostShare ? MsPerEvent(operation) / mean : operation.PerEvent;
            if (observed > budget.Limit && Covers(budget, subject))
                above.Add((subject, observed));
        }

        return true;
    }

    private static double ReadWorst(BudgetMetric metric, Cell cell)
    {
        if (metric == BudgetMetric.Duration)
            return cell.Duration.IsEmpty ? double.NaN : cell.Duration.Max / NsPerMs;
        if (ResourceOf(metric) is not { } resource || !cell.Resource(resource).IsReported)
            return double.NaN;
        return cell.Resource(resource).MaxPerCall / (resource == Resource.CpuTime ? NsPerMs : 1);
    }

    private static double ReadWindow(Budget budget, JudgedSegment segment)
    {
        CellView view = segment.View;
        return budget.Metric switch
        {
            // Of events that stand for several calls only means are known.
            BudgetMetric.Duration => view.Duration is { IsApproximate: false } ? segment.Cell.Duration.Quantile(budget.Percentile!.Value / 100.0) / NsPerMs : double.NaN,
            BudgetMetric.ErrorShare => view.Calls.Count > 0 ? view.Calls.Errors / view.Calls.Count : double.NaN,
            BudgetMetric.LockWaitShare => view.Duration?.Ms.Mean is > 0 and var mean ? PerEvent(view, Resource.LockWait) / mean : double.NaN,
            BudgetMetric.SdkOverhead => view.Values.FirstOrDefault(static value => value.Name == SdkValues.Overhead)?.PerEvent ?? double.NaN,
            _ => ResourceOf(budget.Metric) is { } resource ? PerEvent(view, resource) : double.NaN,
        };
    }

    private static double PerEvent(CellView view, Resource resource) =>
        view.Resources.FirstOrDefault(candidate => candidate.Resource == resource)?.PerEvent ?? double.NaN;

    private static Resource? ResourceOf(BudgetMetric metric) => metric switch
    {
        BudgetMetric.MemoryDelta => Resource.MemoryDelta,
        BudgetMetric.Allocated => Resource.Allocated,
        BudgetMetric.DbQueries => Resource.DbQueries,
        BudgetMetric.Cpu => Resource.CpuTime,
        _ => null,
    };
}
