using System.Numerics;
using System.Runtime.InteropServices;
using Pipeline.Ml.Data;

namespace Pipeline.Ml.Forest;

/// <summary>A table that was looked through once: what a forest grows from, and what it needs to know of the whole.</summary>
internal sealed class TrainingTable
{
    private TrainingTable(FeatureMatrix data, bool hasMissing, double[]? columnScales)
    {
        Data = data;
        HasMissing = hasMissing;
        ColumnScales = columnScales;
    }

    public FeatureMatrix Data { get; }

    public bool HasMissing { get; }

    /// <summary>The standard deviation of each column, 1 where that is 0; null unless asked for.</summary>
    public double[]? ColumnScales { get; }

    /// <summary>Looks through <paramref name="data"/>; with weights, a row counts as often as its weight says.</summary>
    /// <exception cref="ArgumentException">There is no row, or a value is infinite.</exception>
    public static TrainingTable Inspect(FeatureMatrix data, ReadOnlySpan<float> weights, bool needsColumnScales)
    {
        if (data.RowCount == 0)
        {
            throw new ArgumentException("There are no rows to learn from.", nameof(data));
        }

        bool hasMissing = HasMissingOrThrow(data);
        return new TrainingTable(data, hasMissing, needsColumnScales ? MeasureColumns(data, weights) : null);
    }

    // A value minus itself is 0 unless it is infinite or missing: one pass with vectors says whether there is anything to look at closely.
    private static bool HasMissingOrThrow(FeatureMatrix data)
    {
        ReadOnlySpan<float> values = data.Values.Span;
        int vectorized = values.Length - (values.Length % Vector<float>.Count);
        Vector<float> suspects = Vector<float>.Zero;
        foreach (Vector<float> vector in MemoryMarshal.Cast<float, Vector<float>>(values[..vectorized]))
        {
            suspects += vector - vector;
        }

        bool suspect = !Vector.EqualsAll(suspects, Vector<float>.Zero);
        foreach (float value in values[vectorized..])
        {
            suspect |= !float.IsFinite(value);
        }

        if (!suspect)
        {
            return false;
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsInfinity(values[i]))
            {
                throw new ArgumentException(
                    $"The value in row {i / data.ColumnCount}, column {i % data.ColumnCount} is infinite; a missing value is NaN.", nameof(data));
            }
        }

        return true;
    }

    // Row after row, as they lie in memory. Distances from the first value of each column: squares of large numbers close together would cancel out.
    private static double[] MeasureColumns(FeatureMatrix data, ReadOnlySpan<float> weights)
    {
        int columnCount = data.ColumnCount;
        double[] origins = new double[columnCount];
        double[] totals = new double[columnCount];
        double[] sums = new double[columnCount];
        double[] squares = new double[columnCount];
        Array.Fill(origins, double.NaN);
        ReadOnlySpan<float> values = data.Values.Span;
        for (int row = 0; row < data.RowCount; row++)
        {
            double weight = weights.IsEmpty ? 1 : weights[row];
            if (weight == 0)
            {
                continue;
            }

            ReadOnlySpan<float> ofRow = values.Slice(row * columnCount, columnCount);
            for (int column = 0; column < ofRow.Length; column++)
            {
                double value = ofRow[column];
                if (double.IsNaN(value))
                {
                    continue;
                }

                if (double.IsNaN(origins[column]))
                {
                    origins[column] = value;
                }

                double distance = value - origins[column];
                totals[column] += weight;
                sums[column] += weight * distance;
                squares[column] += weight * distance * distance;
            }
        }

        double[] scales = new double[columnCount];
        for (int column = 0; column < columnCount; column++)
        {
            double mean = sums[column] / totals[column];
            double deviation = Math.Sqrt((squares[column] / totals[column]) - (mean * mean));

            // Also where there is no value, or rounding leaves less than nothing.
            scales[column] = deviation > 0 ? deviation : 1;
        }

        return scales;
    }
}
