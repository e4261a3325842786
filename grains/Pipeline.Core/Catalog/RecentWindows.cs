using System.Runtime.CompilerServices;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;

namespace Pipeline.Core.Catalog;

/// <summary>The last five minutes of an endpoint, kept reduced beside its state, so that a summary costs no read and little work.</summary>
/// <remarks>
/// <para>
/// Of each closed window of 10 s it keeps what a summary shows, packed: some 200 bytes, 31 windows. What is in open windows is added when
/// a summary is made. It follows the state and is no part of it: after a restart it is built again from stored windows by the first
/// report, and never for endpoints that are not in memory.
/// </para>
/// <para>
/// <see cref="Follow"/> must be called before closed windows leave the state's memory; one that comes back to be changed by a late event
/// is read again. Not thread-safe.
/// </para>
/// </remarks>
public sealed class RecentWindows
{
    /// <summary>What a summary covers, ms.</summary>
    public const long SpanMs = 300_000;

    /// <summary>Calls are divided by so much time at least, ms.</summary>
    public const long RateSpanMsMin = 60_000;

    private const double NsPerMs = 1e6;
    private const double Micro = 1e6;

    private readonly Dictionary<long, Recent> _windows = [];
    private long _widthMs;

    /// <summary>The stored windows that must be read before the endpoint can be followed; null if there are none.</summary>
    public WindowRead? ReadFor(EndpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return IsReady(state) || RangeOf(state) is not { } range ? null : state.Windows.ReadFor(range);
    }

    /// <summary>Whether the endpoint is being followed already.</summary>
    public bool IsReady(EndpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return _widthMs == WidthOf(state.Windows);
    }

    /// <summary>Starts to follow an endpoint.</summary>
    /// <param name="state">The endpoint.</param>
    /// <param name="stored">What <see cref="ReadFor"/> asks for.</param>
    /// <exception cref="InvalidDataException">A stored window cannot be read.</exception>
    public void Start(EndpointState state, StoredWindows stored)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(stored);
        _windows.Clear();
        foreach (PackedWindow window in stored.Windows)
            _windows[window.StartUnixMs] = new Recent(0, 0, SummaryCells.Reduce(window, state.Segments.Names.Count, ApplyScratch.OfThread.Workspace));
        _widthMs = WidthOf(state.Windows);
        Follow(state);
    }

    /// <summary>Takes over the closed windows in memory that are new or have changed.</summary>
    public void Follow(EndpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!IsReady(state) || RangeOf(state) is not { } range)
            return;
        TierWindows tier = TierOf(state.Windows);
        ReadOnlySpan<ClosedWindow> closed = tier.Closed;
        for (int index = tier.FirstClosedFrom(range.FromUnixMs); index < closed.Length; index++)
            Follow(closed[index]);
        foreach (long start in _windows.Keys)
        {
            if (start < range.FromUnixMs)
                _windows.Remove(start);
        }
    }

    /// <summary>The last five minutes of the endpoint's own time.</summary>
    /// <param name="state">The endpoint, which is being followed.</param>
    /// <param name="name">Its name.</param>
    public EndpointSummaryReport Summarize(EndpointState state, string name)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (RangeOf(state) is not { } range)
            return EndpointSummaryReport.Unknown(name);
        Follow(state);
        CellWorkspace workspace = ApplyScratch.OfThread.Workspace;
        Cell total = workspace.Rent();
        foreach ((long start, Recent window) in _windows)
        {
            if (range.Holds(start))
                CellCodec.TryMergeInto(window.Packed, total);
        }

        foreach (TierWindows tier in state.Windows.Tiers)
        {
            if (tier.Tier.WidthMs <= _widthMs)
                AddOpen(tier, range, total);
        }

        EndpointSummaryReport report = CreateReport(state, name, range, total);
        workspace.Return(total);
        return report;
    }

    private static void AddOpen(TierWindows tier, WindowRange range, Cell total)
    {
        foreach (OpenWindow window in tier.Open)
        {
            if (!range.Holds(window.StartUnixMs))
                continue;
            foreach (Cell? cell in window.Cells)
            {
                if (cell is not null)
                    SummaryCells.AddTo(total, cell);
            }
        }
    }

    private static EndpointSummaryReport CreateReport(EndpointState state, string name, WindowRange range, Cell total)
    {
        // Nothing was before the first event and nothing comes after the last: a young endpoint's rate is that of its own time, but a
        // minute's at least, or one call would make it a busy one.
        WindowTier finest = state.Windows.Tiers[0].Tier;
        long from = Math.Max(range.FromUnixMs, finest.StartOf(state.EarliestUnixMs!.Value));
        long to = Math.Max(from + finest.WidthMs, Math.Min(range.ToUnixMs, finest.StartOf(state.LatestUnixMs!.Value) + finest.WidthMs));
        CallsView calls = CellViews.CreateCalls(total);
        double rate = calls.Count * 1_000 / Math.Max(RateSpanMsMin, to - from);
        SummaryDurationReport? duration = DurationOf(total);
        return new EndpointSummaryReport(
            name,
            state.LatestUnixMs,
            from,
            to,
            calls.Events,
            calls.Count,
            calls.CountStandardError,
            calls.Errors,
            rate,
            duration,
            MeanOf(total.Resource(Resource.CpuTime)) / NsPerMs,
            MeanOf(total.Resource(Resource.DbQueries)),
            duration is null ? null : rate * duration.Mean,
            [.. state.Segments.Names.Select(segment => segment.Text).Order(StringComparer.Ordinal)]);
    }

    private static SummaryDurationReport? DurationOf(Cell total) => total.Duration.IsEmpty ? null : new SummaryDurationReport(
        total.Duration.Mean / NsPerMs,
        total.Duration.Quantile(0.5) / NsPerMs,
        total.Duration.Quantile(0.95) / NsPerMs,
        total.Duration.Quantile(0.99) / NsPerMs,
        total.Duration.Max / NsPerMs,
        total.IsPreAggregated);

    private static double? MeanOf(in ResourceTotals totals) =>
        totals.IsReported ? (double)totals.SumMicro / Micro / ((double)totals.WeightMicro / Micro) : null;

    private static long WidthOf(WindowSet windows) => TierOf(windows).Tier.WidthMs;

    /// <summary>The finest tier that keeps windows for as long as a summary reaches back; else the coarsest.</summary>
    private static TierWindows TierOf(WindowSet windows)
    {
        foreach (TierWindows tier in windows.Tiers)
        {
            if (tier.Tier.RetentionMs >= SpanMs)
                return tier;
        }

        return windows.Tiers[^1];
    }

    private static WindowRange? RangeOf(EndpointState state) => state.LatestUnixMs is { } latest
        ? state.Windows.Select(latest + 1 - SpanMs, latest + 1, WidthOf(state.Windows))
        : null;

    private void Follow(ClosedWindow window)
    {
        // A window that was stored and has come back is another object; the number the runtime gives it tells them apart nearly always, and
        // where it does not, a late event is missing from summaries for five minutes at most.
        int number = RuntimeHelpers.GetHashCode(window);
        if (_windows.TryGetValue(window.StartUnixMs, out Recent known) && known.Number == number && known.Revision == window.Revision)
            return;
        _windows[window.StartUnixMs] = new Recent(number, window.Revision, SummaryCells.Reduce(window, ApplyScratch.OfThread.Workspace));
    }

    /// <param name="Number">Which object in memory it was; 0 for one read from the store.</param>
    /// <param name="Revision">The window's revision.</param>
    /// <param name="Packed">Its cells, reduced.</param>
    private readonly record struct Recent(int Number, int Revision, byte[] Packed);
}
