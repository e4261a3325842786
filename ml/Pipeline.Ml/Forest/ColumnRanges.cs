using System.Numerics;
using Pipeline.Ml.Data;

namespace Pipeline.Ml.Forest;

/// <summary>How wide each column is among some rows, and a column drawn in proportion to that. One a worker.</summary>
/// <param name="scales">The unit of each column's range.</param>
internal sealed class ColumnRanges(double[] scales)
{
    private readonly float[] _mins = new float[scales.Length];
    private readonly float[] _maxs = new float[scales.Length];
    private readonly double[] _ranges = new double[scales.Length];

    /// <summary>Measures rows: one after the other, as they lie in memory, several columns at a time.</summary>
    /// <param name="data">The table.</param>
    /// <param name="rowOffsets">Where each row begins among its values.</param>
    public void Read(FeatureMatrix data, ReadOnlySpan<int> rowOffsets)
    {
        Array.Fill(_mins, float.PositiveInfinity);
        Array.Fill(_maxs, float.NegativeInfinity);
        ReadOnlySpan<float> all = data.Values.Span;
        int vectorized = scales.Length - (scales.Length % Vector<float>.Count);
        foreach (int offset in rowOffsets)
        {
            ReadOnlySpan<float> values = all.Slice(offset, scales.Length);
            for (int column = 0; column < vectorized; column += Vector<float>.Count)
            {
                // Comparisons, not minima: a missing value must change neither.
                Vector<float> value = new(values[column..]);
                Vector<float> min = new(_mins, column);
                Vector<float> max = new(_maxs, column);
                Vector.ConditionalSelect(Vector.LessThan(value, min), value, min).CopyTo(_mins, column);
                Vector.ConditionalSelect(Vector.GreaterThan(value, max), value, max).CopyTo(_maxs, column);
            }

            for (int column = vectorized; column < values.Length; column++)
            {
                float value = values[column];
                _mins[column] = value < _mins[column] ? value : _mins[column];
                _maxs[column] = value > _maxs[column] ? value : _maxs[column];
            }
        }

        for (int column = 0; column < scales.Length; column++)
        {
            // A column without any value has its minimum above its maximum.
            _ranges[column] = Math.Max(0, (double)_maxs[column] - _mins[column]) / scales[column];
        }
    }

    /// <summary>Draws a column in proportion to its range.</summary>
    /// <param name="position">Evenly drawn from [0, 1).</param>
    /// <param name="column">The column.</param>
    /// <returns>Whether any column has a range.</returns>
    public bool TryPick(double position, out int column)
    {
        double total = 0;
        foreach (double range in _ranges)
        {
            total += range;
        }

        // Should rounding leave a rest of the mark, the last column that has a range takes it.
        column = -1;
        double mark = position * total;
        for (int candidate = 0; candidate < _ranges.Length && mark >= 0; candidate++)
        {
            if (_ranges[candidate] > 0)
            {
                column = candidate;
                mark -= _ranges[candidate];
            }
        }

        return column >= 0;
    }
}
