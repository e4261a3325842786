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

    private static double[] MeasureColumns(FeatureMatrix data, ReadOnlySpan<float> weights)
    {
        ReadOnlySpan<float> values = data.Values.Span;
        double[] scales = new double[data.ColumnCount];
        for (int column = 0; column < scales.Length; column++)
        {
            scales[column] = MeasureColumn(values[column..], data.ColumnCount, weights);
        }

        return scales;
    }

    // Welford's running variance, weighted as in West (1979).
    private static double MeasureColumn(ReadOnlySpan<float> values, int stride, ReadOnlySpan<float> weights)
    {
        double total = 0;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < values.Length; i += stride)
        {
            double value = values[i];
            double weight = weights.IsEmpty ? 1 : weights[i / stride];
            if (double.IsNaN(value) || weight == 0)
            {
                continue;
            }

            total += weight;
            double difference = value - mean;
            mean += difference * weight / total;
            squares += weight * difference * (value - mean);
        }

        double deviation = total > 0 ? Math.Sqrt(squares / total) : 0;
        return deviation > 0 ? deviation : 1;
    }
}
