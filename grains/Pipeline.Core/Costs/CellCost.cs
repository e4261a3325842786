using Pipeline.Core.Queries;

namespace Pipeline.Core.Costs;

/// <summary>What the time of an endpoint's calls is spent on, and what was added since a reference period.</summary>
/// <remarks>
/// Nothing here is an estimate beyond what sampling makes one: an operation that does not say how long it took has no time, and comes after
/// those that do. Detectors look for change per event; this looks at sums, so that what was always there is seen when traffic makes it hurt.
/// </remarks>
/// <param name="Now">The period asked about.</param>
/// <param name="Reference">What it is compared with; null if there is nothing.</param>
/// <param name="TimeMs">Durations of all calls together, ms; null if no event says.</param>
/// <param name="AddedMs">What was added to that per second of wall time, ms; null if either period is silent about it.</param>
/// <param name="Operations">Operations of the period, or that the reference had, in the order asked for.</param>
/// <param name="Resources">Resources that the period reports: times first, the larger first.</param>
public sealed record CellCost(
    CostPeriod Now,
    CostPeriod? Reference,
    double? TimeMs,
    AddedParts? AddedMs,
    IReadOnlyList<OperationCost> Operations,
    IReadOnlyList<ResourceCost> Resources)
{
    /// <param name="now">The period asked about.</param>
    /// <param name="reference">What it is compared with; null if there is nothing.</param>
    /// <param name="order">Which operations come first.</param>
    public static CellCost Of(CostPeriod now, CostPeriod? reference, CostOrder order)
    {
        ArgumentNullException.ThrowIfNull(now);
        double? timeMs = now.Cell.Duration?.TotalMs;
        return new CellCost(
            now,
            reference,
            timeMs,
            reference is null ? null : AddedTime(now, reference),
            OperationCosts.Of(now, reference, timeMs, order),
            ResourceCosts.Of(now, reference, timeMs));
    }

    /// <summary>In which time operations are counted; null where some say their self time and others only all of it.</summary>
    public CostBasis? Basis
    {
        get
        {
            CostBasis[] timed = [.. Operations.Where(operation => operation.Basis != CostBasis.Calls).Select(operation => operation.Basis).Distinct()];
            return timed.Length switch { 0 => CostBasis.Calls, 1 => timed[0], _ => null };
        }
    }

    /// <summary>Adds up the operations from <paramref name="countMax"/> on; null if there are none.</summary>
    public OtherCosts? OthersFrom(int countMax)
    {
        if (Operations.Count <= countMax)
            return null;
        OperationCost[] others = [.. Operations.Skip(countMax)];
        return new OtherCosts(
            others.Length,
            others.Sum(other => other.Calls),
            SumOrNull(others.Select(other => other.CountedMs)),
            SumOrNull(others.Select(other => other.AddedMs?.Difference)));
    }

    private static double? SumOrNull(IEnumerable<double?> values) => values.Any(value => value is not null) ? values.Sum() : null;

    private static AddedParts? AddedTime(CostPeriod now, CostPeriod reference) =>
        now.TimePerEvent is { } timeNow && reference.TimePerEvent is { } timeBefore
            ? AddedParts.Of((reference.EventsPerSecond, timeBefore), (now.EventsPerSecond, timeNow))
            : null;
}
