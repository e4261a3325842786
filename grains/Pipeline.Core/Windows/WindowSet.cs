using System.Diagnostics;

namespace Pipeline.Core.Windows;

/// <summary>All windows of an endpoint: tiers of rising width, and one lifetime cell per segment.</summary>
/// <remarks>
/// <code>
/// event -> 1 s, open -- watermark passes --> packed, and added to the open 10 s window -> 1 min -> 1 h -> lifetime
/// late  -> its closed window, if retained, else that of the next coarser tier; and on to every cell that window was already added to
/// </code>
/// So every event is at any time in exactly one of: an open window, or the lifetime cell. Their sum is the exact answer for all time. And
/// an event is in every retained window that covers it, of its tier and of all coarser ones, or in an open finer one. Not thread-safe.
/// <para>
/// A closed window is in memory until a store has it (<see cref="MarkStored"/>), and again when a late event is about to change it (<see
/// cref="Load"/>). What a delta changes must be in memory before it is added.
/// </para>
/// </remarks>
internal sealed partial class WindowSet
{
    /// <summary>The watermark before the first event.</summary>
    public const long NoWatermark = long.MinValue;

    private readonly List<OpenWindow> _ended = [];
    private TierWindows[] _tiers;
    private Cell?[] _lifetime = [];

    public WindowSet(WindowOptions options)
    {
        Options = options;
        _tiers = CreateTiers(options);
    }

    public WindowOptions Options { get; private set; }

    /// <summary>No window that ends at or before this time is open. Never falls.</summary>
    public long WatermarkUnixMs { get; private set; } = NoWatermark;

    public ReadOnlySpan<TierWindows> Tiers => _tiers;

    /// <summary>By segment number: everything that the coarsest tier has passed on.</summary>
    public ReadOnlySpan<Cell?> Lifetime => _lifetime;

    /// <summary>
    /// The tier whose windows are published when they close: the second, or the only one. What enters at it or above it when its window
    /// there is closed, or at a coarser tier, is published by itself.
    /// </summary>
    public int PublishedTier => Math.Min(1, _tiers.Length - 1);

    /// <summary>
    /// The finest tier that has the window of a time whole; the number of tiers if only the lifetime cell can take it, since the tiers
    /// have changed since; -1 if it is older than all of them reach.
    /// </summary>
    public int FindTier(long timeUnixMs)
    {
        for (int tier = 0; tier < _tiers.Length; tier++)
        {
            long start = _tiers[tier].Tier.StartOf(timeUnixMs);
            if (start >= CompleteFrom(tier) || IsOpen(tier, start))
                return tier;
        }

        int coarsest = _tiers.Length - 1;
        return _tiers[coarsest].Tier.StartOf(timeUnixMs) >= RetainedFrom(coarsest) ? _tiers.Length : -1;
    }

    /// <summary>Start of the oldest window that a tier retains.</summary>
    public long RetainedFrom(int tier)
    {
        WindowTier definition = _tiers[tier].Tier;
        return WatermarkUnixMs == NoWatermark ? long.MinValue : definition.StartOf(WatermarkUnixMs) - definition.RetentionMs;
    }

    /// <summary>Start of the oldest window that a tier can answer from.</summary>
    public long CompleteFrom(int tier) => Math.Max(RetainedFrom(tier), _tiers[tier].CompleteFromUnixMs);

    public bool IsOpen(int tier, long startUnixMs) => startUnixMs + _tiers[tier].Tier.WidthMs > WatermarkUnixMs;

    /// <summary>The cell of an open window, created if need be.</summary>
    public Cell GetOpenCell(int tier, long startUnixMs, int segment, CellWorkspace workspace)
    {
        Debug.Assert(IsOpen(tier, startUnixMs), "A closed window has passed its cells on and can take deltas only.");
        return _tiers[tier].GetOrAddOpen(startUnixMs).GetOrAdd(segment, workspace);
    }

    /// <summary>
    /// Adds events and tallies to a window that is closed, or belongs to a coarser tier: to it, and to every coarser cell that it was
    /// already passed on to.
    /// </summary>
    /// <param name="tier">What <see cref="FindTier"/> answered.</param>
    /// <param name="startUnixMs">Start of that tier's window.</param>
    /// <param name="segment">Segment number.</param>
    /// <param name="delta">Detail and tallies; its estimated part is worked out here. Not kept.</param>
    /// <param name="workspace">Spare memory.</param>
    public void AddDelta(int tier, long startUnixMs, int segment, Cell delta, CellWorkspace workspace)
    {
        if (tier == _tiers.Length)
        {
            MergeUnsettled(tier, GetLifetimeCell(segment, workspace), delta);
            PublishForLifetime(segment, delta, workspace);
            return;
        }

        if (IsOpen(tier, startUnixMs))
        {
            Cell open = GetOpenCell(tier, startUnixMs, segment, workspace);
            MergeUnsettled(tier, open, delta);
            // What is not above the published tier is published when its window closes.
            if (tier > PublishedTier)
                PublishAt(tier, startUnixMs, segment, delta, workspace);
            return;
        }

        ClosedWindow window = _tiers[tier].GetOrAddClosed(startUnixMs);
        Cell cell = Unpack(window, segment, workspace);
        MergeUnsettled(tier, cell, delta);
        window.Set(segment, workspace.Pack(cell));
        workspace.Return(cell);
        PassOn(tier + 1, startUnixMs, segment, delta, workspace);
        int published = Math.Max(tier, PublishedTier);
        if (!IsOpen(published, _tiers[published].Tier.StartOf(startUnixMs)))
            PublishAt(published, startUnixMs, segment, delta, workspace);
    }

    /// <summary>
    /// Adds a cell with a settled estimated part, as another set of windows has published it, to the window of a tier and to every coarser
    /// cell.
    /// </summary>
    /// <param name="tier">The tier; their number for the lifetime alone.</param>
    /// <param name="startUnixMs">A time in the window.</param>
    /// <param name="segment">Segment number.</param>
    /// <param name="settled">What is added. Not kept.</param>
    /// <param name="workspace">Spare memory.</param>
    public void AddSettled(int tier, long startUnixMs, int segment, Cell settled, CellWorkspace workspace) =>
        PassOn(tier, startUnixMs, segment, settled, workspace);

    /// <summary>
    /// Moves the watermark forward, closes what it passes, and drops closed windows past their retention. Does nothing for an earlier
    /// time.
    /// </summary>
    public void AdvanceTo(long watermarkUnixMs, CellWorkspace workspace)
    {
        if (watermarkUnixMs <= WatermarkUnixMs)
            return;
        WatermarkUnixMs = watermarkUnixMs;
        for (int tier = 0; tier < _tiers.Length; tier++)
        {
            _tiers[tier].TakeEnded(watermarkUnixMs, _ended);
            foreach (OpenWindow window in _ended)
                Close(tier, window, workspace);
            _ended.Clear();
            _tiers[tier].DropClosedBefore(RetainedFrom(tier));
        }
    }

    /// <summary>
    /// Takes over other options. Where a width changes, the windows start anew; what they held stays in the lifetime cells.
    /// </summary>
    public void ChangeOptions(WindowOptions options, CellWorkspace workspace)
    {
        if (options.HasSameWidths(Options))
        {
            for (int tier = 0; tier < _tiers.Length; tier++)
            {
                _tiers[tier].Retain(options.Tiers[tier].RetainedCount);
                _tiers[tier].DropClosedBefore(RetainedFrom(tier));
            }
        }
        else
        {
            long lastEnd = MoveOpenWindowsToLifetime(workspace);
            _tiers = CreateTiers(options);
            foreach (TierWindows tier in _tiers)
                tier.MarkCompleteFrom(tier.Tier.StartOf(lastEnd - 1) + tier.Tier.WidthMs);
        }

        Options = options;
    }

    /// <summary>The lifetime cell of a segment, created if need be.</summary>
    public Cell GetLifetimeCell(int segment, CellWorkspace workspace)
    {
        if (segment >= _lifetime.Length)
            Array.Resize(ref _lifetime, segment + 1);
        return _lifetime[segment] ??= workspace.Rent();
    }

    /// <summary>Puts back what a snapshot held.</summary>
    public void RestoreWatermark(long watermarkUnixMs) => WatermarkUnixMs = watermarkUnixMs;

    private static TierWindows[] CreateTiers(WindowOptions options)
    {
        TierWindows[] tiers = new TierWindows[options.Tiers.Count];
        for (int tier = 0; tier < tiers.Length; tier++)
            tiers[tier] = new TierWindows(options.Tiers[tier]);
        return tiers;
    }

    private static Cell Unpack(ClosedWindow window, int segment, CellWorkspace workspace)
    {
        Cell cell = workspace.Rent();
        if (segment < window.Packed.Length && window.Packed[segment] is { } packed)
        {
            bool read = CellCodec.TryMergeInto(packed, cell);
            Debug.Assert(read, "We packed it, or checked it when the snapshot was read.");
        }

        return cell;
    }

    /// <summary>Adds a delta whose estimated part is not known yet, and sets that part to what it changed.</summary>
    private static void MergeUnsettled(int tier, Cell target, Cell delta)
    {
        CallTotals before = target.Untallied;
        if (tier == 0)
        {
            target.Merge(delta);
            target.SettleTally();
        }
        else
        {
            delta.SettleTallyAgainst(target);
            target.Merge(delta);
        }

        delta.Untallied = target.Untallied.Minus(before);
    }

    private void Close(int tier, OpenWindow window, CellWorkspace workspace)
    {
        bool isRetained = window.StartUnixMs >= CompleteFrom(tier);
        ReadOnlySpan<Cell?> cells = window.Cells;
        for (int segment = 0; segment < cells.Length; segment++)
        {
            if (cells[segment] is not { } cell)
                continue;
            bool isPublished = tier == PublishedTier && workspace.Publications is not null;
            if (isRetained || isPublished || NotesClosed)
            {
                byte[] packed = workspace.Pack(cell);
                if (isRetained)
                    _tiers[tier].GetOrAddClosed(window.StartUnixMs).Set(segment, packed);
                if (isPublished)
                    workspace.Publications!.Add(segment, _tiers[tier].Tier.WidthMs, window.StartUnixMs, cell, packed);
                if (NotesClosed && cell.HasCalls)
                    NoteClosed(tier, window.StartUnixMs, segment, packed);
            }

            GetParent(tier, window.StartUnixMs, segment, workspace).Merge(cell);
            workspace.Return(cell);
        }
    }

    /// <summary>
    /// The cell that a closing window is added to. It is open: it ends no earlier than the window, which was open until now.
    /// </summary>
    private Cell GetParent(int tier, long startUnixMs, int segment, CellWorkspace workspace)
    {
        if (tier + 1 == _tiers.Length)
            return GetLifetimeCell(segment, workspace);
        TierWindows parents = _tiers[tier + 1];
        return parents.GetOrAddOpen(parents.Tier.StartOf(startUnixMs)).GetOrAdd(segment, workspace);
    }

    private void PassOn(int tier, long startUnixMs, int segment, Cell delta, CellWorkspace workspace)
    {
        for (; tier < _tiers.Length; tier++)
        {
            long start = _tiers[tier].Tier.StartOf(startUnixMs);
            if (IsOpen(tier, start))
            {
                GetOpenCell(tier, start, segment, workspace).Merge(delta);
                return;
            }

            if (start < CompleteFrom(tier))
                continue;
            ClosedWindow window = _tiers[tier].GetOrAddClosed(start);
            Cell cell = Unpack(window, segment, workspace);
            cell.Merge(delta);
            window.Set(segment, workspace.Pack(cell));
            workspace.Return(cell);
        }

        GetLifetimeCell(segment, workspace).Merge(delta);
    }

    private void PublishAt(int tier, long startUnixMs, int segment, Cell settled, CellWorkspace workspace)
    {
        WindowTier definition = _tiers[tier].Tier;
        Publish(segment, definition.WidthMs, definition.StartOf(startUnixMs), settled, workspace);
    }

    /// <summary>Without a window, it carries the watermark: a time that the endpoint had reached.</summary>
    private void PublishForLifetime(int segment, Cell settled, CellWorkspace workspace) =>
        Publish(segment, widthMs: 0, Math.Max(WatermarkUnixMs, 0), settled, workspace);

    private static void Publish(int segment, long widthMs, long startUnixMs, Cell settled, CellWorkspace workspace) =>
        workspace.Publications?.Add(segment, widthMs, startUnixMs, settled, workspace.Pack(settled));

    /// <summary>
    /// Returns the end of the last window that held anything, or the watermark. What no window of the published tier has been closed with
    /// is published for the lifetime, in order of tier and time, so that replay gives the same publications.
    /// </summary>
    private long MoveOpenWindowsToLifetime(CellWorkspace workspace)
    {
        long lastEnd = Math.Max(WatermarkUnixMs, 0);
        for (int tier = 0; tier < _tiers.Length; tier++)
        {
            foreach (OpenWindow window in _tiers[tier].Open.OrderBy(window => window.StartUnixMs))
            {
                lastEnd = Math.Max(lastEnd, window.StartUnixMs + _tiers[tier].Tier.WidthMs);
                ReadOnlySpan<Cell?> cells = window.Cells;
                for (int segment = 0; segment < cells.Length; segment++)
                {
                    if (cells[segment] is not { } cell)
                        continue;
                    GetLifetimeCell(segment, workspace).Merge(cell);
                    if (tier <= PublishedTier)
                        PublishForLifetime(segment, cell, workspace);
                }
            }
        }

        return lastEnd;
    }
}
