namespace Pipeline.Ml.Data;

/// <summary>A dense table of numbers, row-major: one row an observation, one column a feature.</summary>
/// <remarks>
/// A view: it copies nothing, and whoever made the array must leave it alone while a call uses it. NaN stands for a missing value.
/// Numbers are single precision, as in scikit-learn and ML.NET: two values closer than one part in 16 million are the same.
/// </remarks>
public readonly struct FeatureMatrix
{
    /// <summary>Wraps <paramref name="values"/> without copying them.</summary>
    /// <param name="values">Rows one after the other, each of <paramref name="columnCount"/> numbers.</param>
    /// <param name="columnCount">Numbers in a row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no columns.</exception>
    /// <exception cref="ArgumentException">The values do not fill whole rows.</exception>
    public FeatureMatrix(ReadOnlyMemory<float> values, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        if (values.Length % columnCount != 0)
        {
            throw new ArgumentException($"{values.Length} values do not fill rows of {columnCount} columns.", nameof(values));
        }

        Values = values;
        ColumnCount = columnCount;
        RowCount = values.Length / columnCount;
    }

    /// <summary>All numbers, row after row.</summary>
    public ReadOnlyMemory<float> Values { get; }

    public int RowCount { get; }

    public int ColumnCount { get; }

    /// <summary>The numbers of one row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, RowCount);
        return Values.Span.Slice(index * ColumnCount, ColumnCount);
    }

    /// <summary>Some rows one after the other, still without copying.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not all there.</exception>
    public FeatureMatrix Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, RowCount - start);
        return new FeatureMatrix(Values.Slice(start * ColumnCount, count * ColumnCount), ColumnCount);
    }

    /// <summary>Copies some rows into a table of their own.</summary>
    /// <param name="rows">Their numbers, in any order, any of them more than once.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public FeatureMatrix Take(ReadOnlySpan<int> rows)
    {
        float[] values = new float[rows.Length * ColumnCount];
        for (int index = 0; index < rows.Length; index++)
        {
            Row(rows[index]).CopyTo(values.AsSpan(index * ColumnCount));
        }

        return new FeatureMatrix(values, ColumnCount);
    }
}
