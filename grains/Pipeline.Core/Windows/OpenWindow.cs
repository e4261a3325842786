namespace Pipeline.Core.Windows;

/// <summary>A window that the watermark has not passed, with a cell per segment.</summary>
internal sealed class OpenWindow(long startUnixMs)
{
    private Cell?[] _cells = [];

    public long StartUnixMs { get; } = startUnixMs;

    /// <summary>By segment number; null where the segment has nothing.</summary>
    public ReadOnlySpan<Cell?> Cells => _cells;

    public Cell GetOrAdd(int segment, CellWorkspace workspace)
    {
        if (segment >= _cells.Length)
            Array.Resize(ref _cells, segment + 1);
        return _cells[segment] ??= workspace.Rent();
    }
}
