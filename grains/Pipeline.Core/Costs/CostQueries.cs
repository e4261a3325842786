using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Costs;

/// <summary>Answers what an endpoint's time is spent on. Changes nothing.</summary>
public static class CostQueries
{
    private const long MsPerSecond = 1_000;

    /// <summary>Why the question cannot be answered, for people; null if it can.</summary>
    public static string? FindUnknownName(this EndpointState state, CostQuery query)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(query);
        return state.FindUnknownSegment(query.Segment);
    }

    /// <summary>The stored windows that <see cref="Cost"/> takes for the period besides those in memory; null if it takes none.</summary>
    public static WindowRead? ReadForNow(this EndpointState state, CostQuery query) => ReadFor(state, Select(state, query).Now);

    /// <summary>The same for its reference.</summary>
    public static WindowRead? ReadForReference(this EndpointState state, CostQuery query) => ReadFor(state, Select(state, query).Reference);

    /// <summary>What the endpoint's time is spent on, and what was added since the reference.</summary>
    /// <param name="state">The endpoint.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="now">What <see cref="ReadForNow"/> asks for, or more; null if that was null.</param>
    /// <param name="reference">What <see cref="ReadForReference"/> asks for, or more; null if that was null.</param>
    /// <exception cref="ArgumentException">Stored windows are missing.</exception>
    /// <exception cref="InvalidDataException">A stored window cannot be read.</exception>
    public static CostView Cost(this EndpointState state, CostQuery query, StoredWindows? now = null, StoredWindows? reference = null)
    {
        CostPeriods periods = Select(state, query);
        CostPeriod here = Read(state, periods.Now, query.Segment, now);
        CostPeriod? before = periods.Reference is { } range ? Read(state, range, query.Segment, reference) : null;
        return new CostView(state.LatestUnixMs, CellCost.Of(here, before, query.Order), periods.Missing);
    }

    private static CostPeriods Select(EndpointState state, CostQuery query)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(query);
        return CostPeriods.Select(state, query);
    }

    private static WindowRead? ReadFor(EndpointState state, WindowRange? range) =>
        range is { StepMs: not 0 } some ? state.Windows.ReadFor(some) : null;

    private static CostPeriod Read(EndpointState state, WindowRange? range, string? segment, StoredWindows? stored)
    {
        if (range is not { } some)
            return new CostPeriod(null, null, 0, CellView.Empty);
        EndpointView view = EndpointQueries.CreateView(state, string.Empty, some, stored ?? StoredWindows.None);
        CellView cell = segment is null
            ? view.Total
            : view.Segments.FirstOrDefault(known => known.Name == segment)?.Cell ?? CellView.Empty;
        return new CostPeriod(some.FromUnixMs, some.ToUnixMs, SecondsOf(state, some), cell);
    }

    /// <summary>
    /// A window that is still open has not gone by, and before the first event there was nothing to count: neither thins a rate. A range
    /// beyond the latest event is taken as it is.
    /// </summary>
    private static double SecondsOf(EndpointState state, WindowRange range)
    {
        long from = Math.Max(range.FromUnixMs, StartOfSecond(state.EarliestUnixMs!.Value));
        long to = Math.Min(range.ToUnixMs, StartOfSecond(state.LatestUnixMs!.Value) + MsPerSecond);
        long elapsed = from < to ? to - from : range.ToUnixMs - range.FromUnixMs;
        return (double)elapsed / MsPerSecond;
    }

    private static long StartOfSecond(long unixMs) => unixMs - (((unixMs % MsPerSecond) + MsPerSecond) % MsPerSecond);
}
