using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Queries;

/// <summary>Answers questions about an endpoint from its windows. Changes nothing.</summary>
public static class EndpointQueries
{
    /// <summary>The stored windows that <see cref="Query"/> takes besides those in memory; null if it takes none.</summary>
    public static WindowRead? ReadFor(this EndpointState state, EndpointQuery query)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Select(query) is { StepMs: not 0 } range ? state.Windows.ReadFor(range) : null;
    }

    /// <summary>The endpoint's aggregates over the asked time.</summary>
    /// <param name="state">The endpoint.</param>
    /// <param name="name">Its name, for the answer.</param>
    /// <param name="query">Which time.</param>
    /// <param name="stored">What <see cref="ReadFor"/> asks for, or more; null if that was null.</param>
    /// <returns>Null if no tier has windows of the asked step. An endpoint without events in that time gives zeros.</returns>
    /// <exception cref="ArgumentException"><paramref name="stored"/> lacks windows.</exception>
    /// <exception cref="InvalidDataException">A stored window cannot be read.</exception>
    public static EndpointView? Query(this EndpointState state, string name, EndpointQuery query, StoredWindows? stored = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(name);
        if (state.LatestUnixMs is null)
            return CreateView(state, name, null, StoredWindows.None);
        return state.Select(query) is { } range ? CreateView(state, name, range, stored ?? StoredWindows.None) : null;
    }

    /// <summary>The windows that answer a question; a step of 0 stands for all time, null for a step that no tier has.</summary>
    internal static WindowRange? Select(this EndpointState state, EndpointQuery query)
    {
        if (state.LatestUnixMs is not { } latest || state.EarliestUnixMs is not { } earliest)
            return new WindowRange(0, 0, 0);
        return query.Scope switch
        {
            QueryScope.All => new WindowRange(earliest, latest + 1, 0),
            QueryScope.Last => Select(state, latest + 1 - query.FromUnixMs, latest + 1, 0),
            _ => Select(state, query.FromUnixMs, query.ToUnixMs, query.StepMs),
        };
    }

    private static WindowRange? Select(EndpointState state, long fromUnixMs, long toUnixMs, long stepMs)
    {
        // Nothing happened before the earliest event: a finer tier may reach back to that.
        long earliest = state.EarliestUnixMs!.Value;
        long from = Math.Min(Math.Max(fromUnixMs, earliest), toUnixMs - 1);
        return state.Windows.Select(from, Math.Min(toUnixMs, Math.Max(from, state.LatestUnixMs!.Value) + 1), stepMs);
    }

    /// <summary>What the windows of a range say; of none that no events say.</summary>
    internal static EndpointView CreateView(EndpointState state, string name, WindowRange? range, StoredWindows stored)
    {
        SegmentCells cells = new(state.Segments.Names.Count);
        if (range is { StepMs: 0 })
        {
            state.Windows.AddAll(cells);
        }
        else if (range is { } some)
        {
            if (state.Windows.ReadFor(some) is { } read && !stored.Read.Covers(read))
                throw new ArgumentException("The answer takes stored windows that were not read.", nameof(stored));
            state.Windows.AddRange(some, stored, _ => cells);
        }

        return new EndpointView(
            name,
            range?.FromUnixMs,
            range?.ToUnixMs,
            range?.StepMs ?? 0,
            state.LatestUnixMs,
            CellViews.CreateCell(cells.Total(), state),
            CreateSegments(state, cells),
            state.Counters);
    }

    private static List<SegmentView> CreateSegments(EndpointState state, SegmentCells cells)
    {
        List<SegmentView> segments = [];
        for (int segment = 0; segment < cells.SegmentCount; segment++)
        {
            if (cells.Cells[segment] is { IsEmpty: false } cell)
                segments.Add(new SegmentView(state.Segments.Names[segment].Text, CellViews.CreateCell(cell, state)));
        }

        segments.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return segments;
    }
}
