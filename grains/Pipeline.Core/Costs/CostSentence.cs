namespace Pipeline.Core.Costs;

/// <summary>Says in one sentence what a person can act on: what takes the time, and what made it more.</summary>
public static class CostSentence
{
    /// <summary>A part below this share of what changed is not worth a word, nor is a change below it of what there is.</summary>
    private const double NotableShare = 0.05;

    private const double MostShare = 0.5;

    /// <param name="view">What was found.</param>
    /// <param name="endpoint">The endpoint's name.</param>
    public static string Of(CostView view, string endpoint)
    {
        ArgumentNullException.ThrowIfNull(view);
        CellCost cost = view.Cost;
        if (cost.Now.Cell.Calls.Count == 0)
            return $"`{endpoint}` has no calls in the range{BeforeOf(cost)}.";
        return $"{LeadOf(cost, endpoint)}; {AddedOf(view)}.";
    }

    private static string BeforeOf(CellCost cost) => cost.Reference is { Cell.Calls.Count: > 0 and var count }
        ? $"; it had {CostNumbers.Plain(count)} in the reference"
        : string.Empty;

    private static string LeadOf(CellCost cost, string endpoint)
    {
        if (cost.Operations is not [{ Calls: > 0 } first, ..])
            return LeadWithoutOperations(cost, endpoint);
        string name = $"`{first.Operation.Name}`";
        string calls = CostNumbers.Plain(first.Operation.PerEvent);
        if (first.CountedMs is not { } counted)
            return $"`{endpoint}` calls {name} {calls} times per event ({CostNumbers.Percent(first.ShareOfCalls)} of the calls it tells of); how long that takes is not known";
        string perEvent = CostNumbers.Time(counted / cost.Now.Cell.Calls.Count);
        return first.ShareOfTime is { } share
            ? $"{name} takes {CostNumbers.Percent(share)} of the time of `{endpoint}` ({calls} calls per event, {perEvent} per event)"
            : $"{name} takes {perEvent} per event of `{endpoint}` ({calls} calls per event)";
    }

    private static string LeadWithoutOperations(CellCost cost, string endpoint)
    {
        if (cost.TimeMs is not { } time)
            return $"`{endpoint}` tells neither operations nor durations";
        string perEvent = CostNumbers.Time(time / cost.Now.Cell.Calls.Count);
        string resource = cost.Resources is [{ ShareOfTime: { } share, Resource.Resource: var kind }, ..]
            ? $", {CostNumbers.Percent(share)} of it {(kind == Protocol.Events.Resource.CpuTime ? "on the CPU" : "waiting for locks")}"
            : string.Empty;
        return $"`{endpoint}` takes {perEvent} per event{resource}, and tells of no operations";
    }

    private static string AddedOf(CostView view)
    {
        CellCost cost = view.Cost;
        if (view.ReferenceMissing is { } missing)
            return missing;
        if (cost.Operations is not [{ Calls: > 0 } first, ..])
            return Describe(cost.AddedMs, cost.TimeMs, isTime: true, ["longer events", "shorter events"], view, "how much was added is not known");
        OperationCost culprit = CulpritOf(cost, first);
        string who = culprit == first ? string.Empty : $"most {(culprit.CountedMs is null ? "calls were" : "was")} added by `{culprit.Operation.Name}`: ";
        string otherwise = culprit.AddedMissing ?? "how much was added is not known";
        return who + (culprit.CountedMs is not null
            ? Describe(culprit.AddedMs, culprit.CountedMs, isTime: true, ["more calls per event", "fewer calls per event"], view, otherwise)
            : Describe(culprit.AddedCalls, culprit.Calls, isTime: false, ["more calls per event", "fewer calls per event"], view, otherwise));
    }

    /// <summary>
    /// The operation to tell of what was added: the one that takes most unless another added more time. Calls of one whose time is not known
    /// count only where they are most of all calls, as nobody can tell whether they matter.
    /// </summary>
    private static OperationCost CulpritOf(CellCost cost, OperationCost first)
    {
        double callsPerSecond = cost.Operations.Sum(operation => operation.Calls) / cost.Now.Seconds;
        OperationCost? byTime = cost.Operations.MaxBy(operation => operation.AddedMs?.Difference ?? double.NegativeInfinity);
        bool isNotable = byTime?.AddedMs?.Difference is { } added && added > NotableShare * (first.CountedMs ?? 0) / cost.Now.Seconds;
        if (first.CountedMs is not null && isNotable)
            return byTime!.AddedMs!.Value.Difference > (first.AddedMs?.Difference ?? 0) ? byTime : first;
        OperationCost? byCalls = cost.Operations
            .Where(operation => operation.CountedMs is null)
            .MaxBy(operation => operation.AddedCalls?.Difference ?? double.NegativeInfinity);
        return byCalls?.AddedCalls?.Difference > MostShare * callsPerSecond ? byCalls : first;
    }

    /// <param name="added">What was added per second.</param>
    /// <param name="total">What there is over the whole period.</param>
    /// <param name="isTime">Whether it is time, ms; else calls.</param>
    /// <param name="perEvent">What the part per event came by, when it rose and when it fell.</param>
    /// <param name="view">Everything else.</param>
    /// <param name="otherwise">What to say if it is not known.</param>
    private static string Describe(AddedParts? added, double? total, bool isTime, string[] perEvent, CostView view, string otherwise)
    {
        if (added is not { } parts)
            return otherwise;
        double perSecond = (total ?? 0) / view.Cost.Now.Seconds;
        (double Value, string More, string Less)[] all =
        [
            (parts.Volume, "more traffic", "less traffic"),
            (parts.PerEvent, perEvent[0], perEvent[1]),
            (parts.PerCall ?? 0, "slower calls", "faster calls"),
        ];
        double moved = all.Sum(part => Math.Abs(part.Value));
        string since = Since(view);
        if (moved <= NotableShare * perSecond || moved == 0)
            return $"nothing notable was added {since}";
        (double Value, string More, string Less)[] notable =
            [.. all.Where(part => Math.Abs(part.Value) >= NotableShare * moved).OrderByDescending(part => Math.Abs(part.Value))];
        bool isOneWay = notable.All(part => part.Value > 0) || notable.All(part => part.Value < 0);
        return isOneWay ? OneWay(notable, parts, perEvent, since) : BothWays(notable, isTime, since);
    }

    private static string OneWay((double Value, string More, string Less)[] notable, AddedParts parts, string[] perEvent, string since)
    {
        bool isMore = notable[0].Value > 0;
        string verb = isMore ? "was added" : "fell away";
        if (notable.Length > 1)
        {
            string list = string.Join(" and ", notable.Select(part =>
                $"{CostNumbers.Percent(Math.Min(1, part.Value / parts.Difference))} by {(isMore ? part.More : part.Less)}"));
            return $"of what {verb} {since} {list}";
        }

        string cause = isMore ? notable[0].More : notable[0].Less;
        string[] causes = parts.PerCall is null
            ? [isMore ? "more traffic" : "less traffic", perEvent[isMore ? 0 : 1]]
            : [isMore ? "more traffic" : "less traffic", perEvent[isMore ? 0 : 1], isMore ? "slower calls" : "faster calls"];
        string others = string.Join(" or ", causes.Where(other => other != cause));
        return $"{CostNumbers.Percent(Math.Min(1, notable[0].Value / parts.Difference))} of what {verb} {since} came by {cause}, not by {others}";
    }

    private static string BothWays((double Value, string More, string Less)[] notable, bool isTime, string since)
    {
        string Amount(double value) => isTime ? $"{CostNumbers.Time(Math.Abs(value))} per second" : $"{CostNumbers.Plain(Math.Abs(value))} calls per second";
        IEnumerable<string> moves = notable.Select(part =>
            part.Value > 0 ? $"{part.More} added {Amount(part.Value)}" : $"{part.Less} took away {Amount(part.Value)}");
        return $"{since} {string.Join(" and ", moves)}";
    }

    private static string Since(CostView view)
    {
        CostPeriod now = view.Cost.Now;
        CostPeriod reference = view.Cost.Reference!;
        long asOf = view.AsOfUnixMs!.Value;
        return reference.ToUnixMs == now.FromUnixMs
            ? $"since {CostNumbers.Moment(now.FromUnixMs!.Value, asOf)}"
            : $"compared with {CostNumbers.Moment(reference.FromUnixMs!.Value, asOf)} to {CostNumbers.Moment(reference.ToUnixMs!.Value, asOf)}";
    }
}
