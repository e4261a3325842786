namespace Pipeline.Core.Windows;

/// <summary>A cell per segment: what windows are added up into.</summary>
/// <param name="segmentCount">Segments of the endpoint.</param>
/// <param name="only">The one segment that is asked for; null for all.</param>
/// <param name="joined">One cell that takes all segments, where they need not be told apart; null for one each.</param>
internal sealed class SegmentCells(int segmentCount, int? only = null, Cell? joined = null)
{
    private readonly Cell?[] _cells = new Cell?[segmentCount];

    public int SegmentCount => _cells.Length;

    /// <summary>By segment number; null where nothing was added. All null where they are joined.</summary>
    public ReadOnlySpan<Cell?> Cells => _cells;

    public bool Wants(int segment) => only is null || only == segment;

    public Cell GetOrAdd(int segment) => joined ?? (_cells[segment] ??= new Cell());

    /// <summary>Adds the cells of a window.</summary>
    public void Add(ReadOnlySpan<Cell?> cells)
    {
        for (int segment = 0; segment < cells.Length; segment++)
        {
            if (cells[segment] is { } cell && Wants(segment))
                GetOrAdd(segment).Merge(cell);
        }
    }

    /// <summary>Adds the cells of a window in memory.</summary>
    public void Add(ClosedWindow window)
    {
        for (int segment = 0; segment < window.Packed.Length; segment++)
        {
            if (window.Packed[segment] is { } packed && Wants(segment))
                CellCodec.TryMergeInto(packed, GetOrAdd(segment));
        }
    }

    /// <summary>All segments together.</summary>
    public Cell Total()
    {
        Cell total = new();
        foreach (Cell? cell in _cells)
        {
            if (cell is not null)
                total.Merge(cell);
        }

        return total;
    }
}
