namespace Pipeline.Core.Endpoints;

/// <summary>The slots of one section, found by window and segment.</summary>
/// <remarks>
/// Slot 0 takes what is refused, so that loops over columns need no test. A section usually spans a few seconds and segments: then a slot
/// is found in a small grid; a section of scattered times uses a dictionary.
/// </remarks>
internal sealed class SlotTable
{
    /// <summary>The slot of refused events.</summary>
    public const int Refused = 0;

    /// <summary>Found in the grid where no slot has been made yet.</summary>
    public const int Unknown = -1;

    private const int GridSizeMax = 16_384;

    private readonly int[] _grid = new int[GridSizeMax];
    private readonly Dictionary<long, int> _sparse = [];
    private Slot[] _slots = new Slot[16];
    private long[] _events = new long[16];
    private long _firstStartUnixMs;
    private long _widthMs;
    private int _segmentCount;
    private bool _isGrid;

    /// <summary>Slots in use, the refused one included.</summary>
    public int Count { get; private set; }

    /// <summary>By slot; the first is unused.</summary>
    public ReadOnlySpan<Slot> Slots => _slots.AsSpan(0, Count);

    /// <summary>Events by slot.</summary>
    public Span<long> Events => _events.AsSpan(0, Count);

    /// <summary>Prepares for a section.</summary>
    /// <param name="firstStartUnixMs">Start of the finest window of its earliest time.</param>
    /// <param name="lastUnixMs">Its latest time.</param>
    /// <param name="widthMs">Width of the finest windows.</param>
    /// <param name="segmentCount">Segments in its dictionary.</param>
    public void Reset(long firstStartUnixMs, long lastUnixMs, long widthMs, int segmentCount)
    {
        _firstStartUnixMs = firstStartUnixMs;
        _widthMs = widthMs;
        _segmentCount = segmentCount;
        Count = 1;
        _events[Refused] = 0;
        long windows = ((lastUnixMs - firstStartUnixMs) / widthMs) + 1;
        _isGrid = windows <= GridSizeMax / segmentCount;
        if (_isGrid)
            _grid.AsSpan(0, (int)windows * segmentCount).Fill(Unknown);
        else
            _sparse.Clear();
    }

    /// <summary>Number of a finest window, from the section's earliest on.</summary>
    public long WindowOf(long timeUnixMs) => (timeUnixMs - _firstStartUnixMs) / _widthMs;

    public long StartOf(long window) => _firstStartUnixMs + (window * _widthMs);

    public int Find(long window, int segmentIndex)
    {
        long key = (window * _segmentCount) + segmentIndex;
        if (_isGrid)
            return _grid[key];
        return _sparse.TryGetValue(key, out int slot) ? slot : Unknown;
    }

    /// <summary>Remembers a window and segment as refused.</summary>
    public int SetRefused(long window, int segmentIndex) => Set(window, segmentIndex, Refused);

    /// <summary>Makes a slot for a window and segment.</summary>
    public int Add(long window, int segmentIndex, in Slot slot)
    {
        if (Count == _slots.Length)
        {
            Array.Resize(ref _slots, 2 * Count);
            Array.Resize(ref _events, 2 * Count);
        }

        _slots[Count] = slot;
        _events[Count] = 0;
        return Set(window, segmentIndex, Count++);
    }

    /// <summary>Lets go of the cells.</summary>
    public void Clear()
    {
        Array.Clear(_slots, 0, Count);
        Count = 1;
    }

    private int Set(long window, int segmentIndex, int slot)
    {
        long key = (window * _segmentCount) + segmentIndex;
        if (_isGrid)
            _grid[key] = slot;
        else
            _sparse[key] = slot;
        return slot;
    }
}
