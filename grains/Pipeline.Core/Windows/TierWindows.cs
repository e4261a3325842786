using System.Runtime.InteropServices;

namespace Pipeline.Core.Windows;

/// <summary>The windows of one tier in memory: open ones by start, closed ones in order of time.</summary>
internal sealed class TierWindows(WindowTier tier)
{
    private readonly Dictionary<long, OpenWindow> _open = [];
    private readonly List<ClosedWindow> _closed = [];
    private long _firstOpenEndUnixMs = long.MaxValue;

    public WindowTier Tier { get; private set; } = tier;

    /// <summary>
    /// Windows from here on lack nothing; earlier ones were dropped, or belong to a time when the tiers were others. Never falls.
    /// </summary>
    public long CompleteFromUnixMs { get; private set; } = long.MinValue;

    /// <summary>End of the first open window; <see cref="long.MaxValue"/> if none is open.</summary>
    public long FirstOpenEndUnixMs => _firstOpenEndUnixMs;

    /// <summary>In no particular order.</summary>
    public Dictionary<long, OpenWindow>.ValueCollection Open => _open.Values;

    /// <summary>Ascending by start.</summary>
    public ReadOnlySpan<ClosedWindow> Closed => CollectionsMarshal.AsSpan(_closed);

    /// <summary>Changes how many windows are kept; the width stays.</summary>
    public void Retain(int retainedCount) => Tier = Tier with { RetainedCount = retainedCount };

    public OpenWindow GetOrAddOpen(long startUnixMs)
    {
        ref OpenWindow? window = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, startUnixMs, out bool exists);
        if (exists)
            return window!;
        _firstOpenEndUnixMs = Math.Min(_firstOpenEndUnixMs, startUnixMs + Tier.WidthMs);
        return window = new OpenWindow(startUnixMs);
    }

    /// <summary>
    /// Removes the open windows that end at or before the watermark and adds them to <paramref name="ended"/>, ascending by start.
    /// </summary>
    public void TakeEnded(long watermarkUnixMs, List<OpenWindow> ended)
    {
        if (_firstOpenEndUnixMs > watermarkUnixMs)
            return;
        _firstOpenEndUnixMs = long.MaxValue;
        foreach (OpenWindow window in _open.Values)
        {
            long end = window.StartUnixMs + Tier.WidthMs;
            if (end <= watermarkUnixMs)
                ended.Add(window);
            else
                _firstOpenEndUnixMs = Math.Min(_firstOpenEndUnixMs, end);
        }

        foreach (OpenWindow window in ended)
            _open.Remove(window.StartUnixMs);
        ended.Sort(static (left, right) => left.StartUnixMs.CompareTo(right.StartUnixMs));
    }

    /// <summary>End of the last open window; <see cref="long.MinValue"/> if none is open.</summary>
    public long LastOpenEnd()
    {
        long end = long.MinValue;
        foreach (OpenWindow window in _open.Values)
            end = Math.Max(end, window.StartUnixMs + Tier.WidthMs);
        return end;
    }

    public ClosedWindow GetOrAddClosed(long startUnixMs)
    {
        int at = FirstClosedFrom(startUnixMs);
        if (at < _closed.Count && _closed[at].StartUnixMs == startUnixMs)
            return _closed[at];
        ClosedWindow window = new(startUnixMs);
        _closed.Insert(at, window);
        return window;
    }

    /// <summary>Index of the first closed window that starts at or after <paramref name="startUnixMs"/>.</summary>
    public int FirstClosedFrom(long startUnixMs)
    {
        int low = 0;
        int high = _closed.Count;
        // Nearly always the window after the last one, or one near it.
        if (high > 0 && _closed[high - 1].StartUnixMs < startUnixMs)
            return high;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_closed[middle].StartUnixMs < startUnixMs)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Whether a closed window is in memory.</summary>
    public bool HasClosed(long startUnixMs)
    {
        int at = FirstClosedFrom(startUnixMs);
        return at < _closed.Count && _closed[at].StartUnixMs == startUnixMs;
    }

    /// <summary>Lets go of the closed windows that the store has.</summary>
    public void ForgetStored() => _closed.RemoveAll(static window => !window.IsUnsaved);

    public void MarkCompleteFrom(long startUnixMs) => CompleteFromUnixMs = Math.Max(CompleteFromUnixMs, startUnixMs);

    public void DropClosedBefore(long startUnixMs)
    {
        MarkCompleteFrom(startUnixMs);
        if (_closed.Count > 0 && _closed[0].StartUnixMs < startUnixMs)
            _closed.RemoveRange(0, FirstClosedFrom(startUnixMs));
    }
}
