using Pipeline.Core.Packing;
using Pipeline.Core.Publications;

namespace Pipeline.Core.Windows;

/// <summary>Cells to use again and a buffer to pack into: what applying an entry needs besides the endpoint's state.</summary>
/// <remarks>Belongs to a thread, not to an endpoint; ten thousand endpoints share one per thread. Not thread-safe.</remarks>
internal sealed class CellWorkspace
{
    /// <summary>Cells kept for reuse, the open windows of a few busy endpoints; more are left to the garbage collector.</summary>
    private const int SpareMax = 256;

    private readonly PackedWriter _writer = new();
    private readonly Stack<Cell> _spare = new();

    /// <summary>Takes what closing windows and late events publish; null where nothing is to be published.</summary>
    public PublicationCollector? Publications { get; init; }

    /// <summary>An empty cell.</summary>
    public Cell Rent() => _spare.TryPop(out Cell? cell) ? cell : new Cell();

    /// <summary>Takes back a cell that nothing refers to any more.</summary>
    public void Return(Cell cell)
    {
        if (_spare.Count >= SpareMax)
            return;
        cell.Clear();
        _spare.Push(cell);
    }

    public byte[] Pack(Cell cell)
    {
        _writer.Clear();
        CellCodec.Write(_writer, cell);
        return _writer.ToArray();
    }
}
