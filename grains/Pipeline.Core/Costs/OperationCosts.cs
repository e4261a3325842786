using Pipeline.Core.Queries;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Costs;

/// <summary>Of each operation of either period, what it costs.</summary>
internal static class OperationCosts
{
    /// <summary>Operations in the order asked for.</summary>
    /// <param name="now">The period asked about.</param>
    /// <param name="reference">What it is compared with; null if there is nothing.</param>
    /// <param name="timeMs">Time of the endpoint in the period asked about, ms; null if unknown.</param>
    /// <param name="order">Which come first.</param>
    public static List<OperationCost> Of(CostPeriod now, CostPeriod? reference, double? timeMs, CostOrder order)
    {
        double callsPerEvent = now.Cell.Operations.Sum(operation => operation.PerEvent);
        List<OperationCost> costs = [];
        foreach ((OperationView? here, OperationView? before) in Pair(now.Cell, reference?.Cell ?? CellView.Empty))
        {
            OperationCost cost = Create(here ?? None(before!), now.Cell.Calls.Count, timeMs, callsPerEvent);
            costs.Add(reference is null ? cost : AddTo(cost, here, before, now, reference));
        }

        costs.Sort((left, right) => Compare(left, right, order));
        return costs;
    }

    private static IEnumerable<(OperationView? Now, OperationView? Before)> Pair(CellView now, CellView reference)
    {
        Dictionary<(string, OperationKind), OperationView> rest = reference.Operations.ToDictionary(operation => (operation.Name, operation.Kind));
        foreach (OperationView operation in now.Operations)
        {
            rest.Remove((operation.Name, operation.Kind), out OperationView? before);
            yield return (operation, before);
        }

        foreach (OperationView operation in rest.Values)
            yield return (null, operation);
    }

    /// <summary>An operation that is not called any more: no calls, and no time where it had some.</summary>
    private static OperationView None(OperationView before) => new(
        before.Name, before.Kind, 0, 0, 0, before.MsPerEvent is null ? null : 0, before.SelfMsPerEvent is null ? null : 0, null, 0, []);

    private static OperationCost Create(OperationView operation, double count, double? timeMs, double callsPerEvent)
    {
        double? time = operation.MsPerEvent * count;
        double? self = operation.SelfMsPerEvent * count;
        CostBasis basis = self is not null ? CostBasis.SelfTime : time is not null ? CostBasis.Time : CostBasis.Calls;
        return new OperationCost(
            operation,
            operation.PerEvent * count,
            time,
            self,
            basis,
            timeMs > 0 ? (self ?? time) / timeMs : null,
            callsPerEvent > 0 ? operation.PerEvent / callsPerEvent : 0);
    }

    private static OperationCost AddTo(OperationCost cost, OperationView? here, OperationView? before, CostPeriod now, CostPeriod reference)
    {
        if (now.IsTalliedOnly || reference.IsTalliedOnly)
            return cost with { AddedMissing = $"calls of the {(now.IsTalliedOnly ? "range" : "reference")} are counted, but none was recorded" };
        AddedParts calls = AddedParts.Of((reference.EventsPerSecond, before?.PerEvent ?? 0), (now.EventsPerSecond, here?.PerEvent ?? 0));
        (CostBasis basis, double timeNow, double timeBefore) = CommonTime(here, before);
        if (basis == CostBasis.Calls)
            return cost with { AddedCalls = calls, AddedMissing = MissingTime(here, before) };
        return cost with
        {
            AddedCalls = calls,
            AddedBasis = basis,
            AddedMs = AddedParts.Of(
                (reference.EventsPerSecond, before?.PerEvent ?? 0, timeBefore), (now.EventsPerSecond, here?.PerEvent ?? 0, timeNow)),
        };
    }

    /// <summary>The time that both periods know, self time if they can; where there were no calls there was no time.</summary>
    private static (CostBasis Basis, double Now, double Before) CommonTime(OperationView? now, OperationView? before)
    {
        bool knowsSelf = (now is null || now.SelfMsPerEvent is not null) && (before is null || before.SelfMsPerEvent is not null);
        bool knowsTime = (now is null || now.MsPerEvent is not null) && (before is null || before.MsPerEvent is not null);
        if (knowsSelf)
            return (CostBasis.SelfTime, now?.SelfMsPerEvent ?? 0, before?.SelfMsPerEvent ?? 0);
        return knowsTime ? (CostBasis.Time, now?.MsPerEvent ?? 0, before?.MsPerEvent ?? 0) : (CostBasis.Calls, 0, 0);
    }

    private static string MissingTime(OperationView? now, OperationView? before)
    {
        bool isTimedNow = now is null || now.MsPerEvent is not null || now.SelfMsPerEvent is not null;
        bool isTimedBefore = before is null || before.MsPerEvent is not null || before.SelfMsPerEvent is not null;
        return (isTimedNow, isTimedBefore) switch
        {
            (true, true) => "the range and the reference know different times of it",
            (true, false) => "no time of it is known in the reference",
            (false, true) => "no time of it is known in the range",
            _ => "no time of it is known",
        };
    }

    private static int Compare(OperationCost left, OperationCost right, CostOrder order)
    {
        int result = order == CostOrder.Added ? CompareAdded(left, right) : 0;
        if (result == 0)
            result = Descending(left.CountedMs, right.CountedMs);
        if (result == 0)
            result = right.Calls.CompareTo(left.Calls);
        if (result == 0)
            result = string.CompareOrdinal(left.Operation.Name, right.Operation.Name);
        return result != 0 ? result : left.Operation.Kind.CompareTo(right.Operation.Kind);
    }

    private static int CompareAdded(OperationCost left, OperationCost right) =>
        Descending(left.AddedMs?.Difference, right.AddedMs?.Difference) is not 0 and var byTime
            ? byTime
            : Descending(left.AddedCalls?.Difference, right.AddedCalls?.Difference);

    /// <summary>The larger first, what is not known last.</summary>
    private static int Descending(double? left, double? right) => (right ?? double.NegativeInfinity).CompareTo(left ?? double.NegativeInfinity);
}
