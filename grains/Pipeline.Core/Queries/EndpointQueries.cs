using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Queries;

/// <summary>Answers questions about an endpoint from its windows. Changes nothing.</summary>
public static class EndpointQueries
{
    /// <summary>The endpoint's aggregates over the asked time.</summary>
    /// <param name="state">The endpoint.</param>
    /// <param name="name">Its name, for the answer.</param>
    /// <param name="query">Which time.</param>
    /// <returns>Null if no tier has windows of the asked step. An endpoint without events in that time gives zeros.</returns>
    public static EndpointView? Query(this EndpointState state, string name, EndpointQuery query)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(name);
        if (state.LatestUnixMs is not { } latest || state.EarliestUnixMs is not { } earliest)
            return CreateView(state, name, null);
        switch (query.Scope)
        {
            case QueryScope.All:
                return CreateView(state, name, new WindowRange(earliest, latest + 1, 0));
            case QueryScope.Last:
                return CreateView(state, name, Select(state, latest + 1 - query.FromUnixMs, latest + 1, 0));
            default:
                return Select(state, query.FromUnixMs, query.ToUnixMs, query.StepMs) is { } range ? CreateView(state, name, range) : null;
        }
    }

    private static WindowRange? Select(EndpointState state, long fromUnixMs, long toUnixMs, long stepMs)
    {
        // Nothing happened before the earliest event: a finer tier may reach back to that.
        long earliest = state.EarliestUnixMs!.Value;
        long from = Math.Min(Math.Max(fromUnixMs, earliest), toUnixMs - 1);
        return state.Windows.Select(from, Math.Min(toUnixMs, Math.Max(from, state.LatestUnixMs!.Value) + 1), stepMs);
    }

    private static EndpointView CreateView(EndpointState state, string name, WindowRange? range)
    {
        Cell total = new();
        List<SegmentView> segments = [];
        for (int segment = 0; range is not null && segment < state.Segments.Names.Count; segment++)
        {
            Cell cell = new();
            if (range.Value.StepMs == 0)
                state.Windows.AddAll(segment, cell);
            else
                state.Windows.AddRange(range.Value, segment, cell);
            if (cell.IsEmpty)
                continue;
            total.Merge(cell);
            segments.Add(new SegmentView(state.Segments.Names[segment].Text, CellViews.CreateCell(cell, state)));
        }

        segments.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return new EndpointView(
            name,
            range?.FromUnixMs,
            range?.ToUnixMs,
            range?.StepMs ?? 0,
            state.LatestUnixMs,
            CellViews.CreateCell(total, state),
            segments,
            state.Counters);
    }
}
