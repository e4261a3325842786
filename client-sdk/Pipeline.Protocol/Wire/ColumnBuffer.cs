namespace Pipeline.Protocol.Wire;

/// <summary>The values of one column while a section is being filled: which slots have one, and what it is.</summary>
internal sealed class ColumnBuffer
{
    private const int CapacityMin = 16;

    private int[] _positions = [];
    private long[] _values = [];

    public int Count { get; private set; }

    /// <summary>Slots with a value, ascending.</summary>
    public ReadOnlySpan<int> Positions => _positions.AsSpan(0, Count);

    public ReadOnlySpan<long> Values => _values.AsSpan(0, Count);

    public void Add(int position, long value)
    {
        if (Count == _values.Length)
        {
            int capacity = Math.Max(CapacityMin, Count * 2);
            Array.Resize(ref _positions, capacity);
            Array.Resize(ref _values, capacity);
        }

        _positions[Count] = position;
        _values[Count++] = value;
    }

    public void Clear() => Count = 0;
}
