using Pipeline.Ml.Data;

namespace Pipeline.Ml.Streaming;

/// <summary>The most recent rows of a stream, oldest first; the oldest gives way to the newest.</summary>
/// <remarks>Memory: 4 bytes a number for <see cref="Capacity"/> rows, allocated at once. Not thread-safe.</remarks>
public sealed class SlidingWindow
{
    private readonly float[] _values;
    private int _next;

    /// <param name="columnCount">Numbers in a row, at least 1.</param>
    /// <param name="capacity">Rows kept, at least 1; all of them must fit into one array.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1 or the window would be too large.</exception>
    public SlidingWindow(int columnCount, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, Array.MaxLength / columnCount);
        ColumnCount = columnCount;
        Capacity = capacity;
        _values = new float[capacity * columnCount];
    }

    public int ColumnCount { get; }

    public int Capacity { get; }

    /// <summary>Rows held, at most <see cref="Capacity"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row, NaN = missing; it is copied.</summary>
    /// <exception cref="ArgumentException">The row has another number of columns.</exception>
    public void Add(ReadOnlySpan<float> row)
    {
        if (row.Length != ColumnCount)
            throw new ArgumentException($"A row of {row.Length} numbers came to a window of {ColumnCount} columns.", nameof(row));

        row.CopyTo(_values.AsSpan(_next * ColumnCount));
        _next = _next + 1 == Capacity ? 0 : _next + 1;
        Count = Math.Min(Count + 1, Capacity);
    }

    /// <summary>A row by age: 0 is the oldest held, <see cref="Count"/> - 1 the newest. Valid until the next row is added.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int slot = _next - Count + index;
        return _values.AsSpan((slot < 0 ? slot + Capacity : slot) * ColumnCount, ColumnCount);
    }

    /// <summary>Copies the newest rows, oldest of them first, so that a model can be fitted while rows go on arriving.</summary>
    /// <param name="count">How many, at most <see cref="Count"/>.</param>
    /// <param name="destination">At least <paramref name="count"/> rows long; the table returned is a view of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">So many rows are not held.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public FeatureMatrix CopyNewest(int count, Memory<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        if (destination.Length < count * ColumnCount)
            throw new ArgumentException($"{count} rows of {ColumnCount} columns do not fit into {destination.Length} numbers.", nameof(destination));

        int first = _next - count;
        Span<float> target = destination.Span;
        if (first < 0)
        {
            ReadOnlySpan<float> older = _values.AsSpan((first + Capacity) * ColumnCount, -first * ColumnCount);
            older.CopyTo(target);
            _values.AsSpan(0, _next * ColumnCount).CopyTo(target[older.Length..]);
        }
        else
        {
            _values.AsSpan(first * ColumnCount, count * ColumnCount).CopyTo(target);
        }

        return new FeatureMatrix(destination[..(count * ColumnCount)], ColumnCount);
    }
}
