using System.Text;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Publications;

/// <summary>One publication in the making. Reused; not thread-safe.</summary>
/// <remarks>
/// Names are taken when a cell is added, since a number may stand for another name later; a cell whose number already stands for another
/// name in this publication has to go to the next one.
/// </remarks>
internal sealed class PublicationBuilder
{
    // A thread has a builder for each segment number; wide imports must not leave it with sixty large buffers.
    private const int KeptBytesMax = 64 * 1024;

    private readonly PackedWriter _items = new();
    private readonly PackedWriter _whole = new();
    private readonly SortedDictionary<int, EndpointName> _operations = [];
    private readonly SortedDictionary<int, EndpointName> _values = [];
    private int _itemCount;

    public bool IsEmpty => _itemCount == 0;

    /// <summary>Whether another cell must go to another publication.</summary>
    public bool IsFull => _items.Length >= PublicationCodec.ItemsSizeBytesMax;

    /// <summary>Adds a cell; false, with nothing changed, if one of its numbers stands for another name here.</summary>
    /// <param name="widthMs">Width of its window; 0 for the lifetime.</param>
    /// <param name="startUnixMs">Start of its window; for the lifetime some time that the endpoint had reached.</param>
    /// <param name="cell">The cell, for the numbers it uses.</param>
    /// <param name="packed">The cell, packed.</param>
    /// <param name="operations">Names by operation number.</param>
    /// <param name="values">Names by value number.</param>
    public bool TryAdd(long widthMs, long startUnixMs, Cell cell, ReadOnlySpan<byte> packed, IReadOnlyList<EndpointName> operations, IReadOnlyList<EndpointName> values)
    {
        if (Conflicts(cell, operations, values))
            return false;
        for (int number = 0; number < cell.Operations.Length; number++)
        {
            if (cell.Operations[number] is { IsEmpty: false })
                _operations[number] = operations[number];
        }

        for (int number = 0; number < cell.Values.Length; number++)
        {
            if (cell.Values[number] is { IsEmpty: false })
                _values[number] = values[number];
        }

        PublicationCodec.WriteItem(_items, widthMs, startUnixMs, packed);
        _itemCount++;
        return true;
    }

    /// <summary>The publication's bytes; the builder is empty afterwards.</summary>
    /// <param name="beginsLate">Whether the endpoint has events that it never published.</param>
    public byte[] Seal(bool beginsLate)
    {
        _whole.Clear();
        PublicationCodec.WriteHead(_whole, beginsLate);
        WriteNames(_operations);
        WriteNames(_values);
        _whole.WriteCount(_itemCount);
        _whole.WriteRaw(_items.Written);
        byte[] bytes = _whole.ToArray();
        _whole.Clear(KeptBytesMax);
        Clear();
        return bytes;
    }

    public void Clear()
    {
        _items.Clear(KeptBytesMax);
        _operations.Clear();
        _values.Clear();
        _itemCount = 0;
    }

    private bool Conflicts(Cell cell, IReadOnlyList<EndpointName> operations, IReadOnlyList<EndpointName> values)
    {
        foreach ((int number, EndpointName name) in _operations)
        {
            if (number < cell.Operations.Length && cell.Operations[number] is { IsEmpty: false } && operations[number] != name)
                return true;
        }

        foreach ((int number, EndpointName name) in _values)
        {
            if (number < cell.Values.Length && cell.Values[number] is { IsEmpty: false } && values[number] != name)
                return true;
        }

        return false;
    }

    private void WriteNames(SortedDictionary<int, EndpointName> names)
    {
        _whole.WriteCount(names.Count);
        int next = 0;
        foreach ((int number, EndpointName name) in names)
        {
            _whole.WriteCount(number - next);
            _whole.WriteByte(name.Kind);
            _whole.WriteBlock(Encoding.UTF8.GetBytes(name.Text));
            next = number + 1;
        }
    }
}
