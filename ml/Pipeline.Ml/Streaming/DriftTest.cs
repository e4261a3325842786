using Pipeline.Ml.Data;

namespace Pipeline.Ml.Streaming;

/// <summary>Asks whether recent rows still come from where the rows of a reference came from.</summary>
/// <remarks>
/// <para>
/// The two-sample Kolmogorov-Smirnov test on every column, corrected for their number (Bonferroni); the p-value is Smirnov's limit with the
/// correction for small samples of Stephens (1970). Rows count for fewer where they depend on those before them: by (1 - r) / (1 + r), r
/// being the reference's correlation between neighbours where that is positive (Bayley and Hammersley, 1946), as for a mean.
/// </para>
/// <para>
/// Of blocks that did not drift, a p-value lies below x at most about x of the time; less often where columns go together or hold many
/// equal values. Where rows depend on more than the one before them, as with a rhythm longer than the block, a block that is a part of the
/// rhythm differs from the whole and counts as a drift. So does one that follows a reference too short to have wandered where rows may
/// wander: after 128 rows with a correlation of 0.99, five in a thousand blocks of 64 have a p-value below 0.001. And a block that is worth
/// less than one independent row is never a drift: its p-value is above 0.09.
/// </para>
/// <para>
/// A missing value ranks below all others, so that a column which goes missing has drifted. Memory: a sorted copy of the reference.
/// Thread-safe once made.
/// </para>
/// </remarks>
public sealed class DriftTest
{
    // Column after column, each sorted; columns begin this many numbers apart, of which the reference may fill only the first.
    private readonly float[] _sorted;
    private readonly int _rowCapacity;
    private readonly double[] _shares;

    /// <summary>Remembers the reference, its rows in the order of their arrival. One row is enough, though with few hardly anything is a
    /// drift.</summary>
    /// <exception cref="ArgumentException">The reference has no rows.</exception>
    public DriftTest(FeatureMatrix reference)
        : this(reference.ColumnCount, reference.RowCount)
    {
        if (reference.RowCount == 0)
            throw new ArgumentException("A reference without rows says nothing.", nameof(reference));

        Remember(reference);
    }

    /// <summary>Room for references of up to so many rows, to be given by <see cref="Remember"/>.</summary>
    internal DriftTest(int columnCount, int rowCapacity)
    {
        _rowCapacity = rowCapacity;
        _sorted = new float[rowCapacity * columnCount];
        _shares = new double[columnCount];
    }

    public int ColumnCount => _shares.Length;

    public int ReferenceRowCount { get; private set; }

    /// <summary>How likely a difference such as that of the most changed column is when nothing drifted: in [0, 1].</summary>
    /// <exception cref="ArgumentException">There are no rows, or they have other columns than the reference.</exception>
    public double PValue(FeatureMatrix recent) => PValue(recent, new float[recent.RowCount]);

    /// <summary>The same without allocating, in a place for a number a row.</summary>
    internal double PValue(FeatureMatrix recent, Span<float> place)
    {
        if (recent.ColumnCount != ColumnCount)
            throw new ArgumentException($"Rows of {recent.ColumnCount} columns do not compare to {ColumnCount} columns.", nameof(recent));
        if (recent.RowCount == 0)
            throw new ArgumentException("No rows are no drift.", nameof(recent));

        Span<float> values = place[..recent.RowCount];
        double smallest = 1.0;
        for (int column = 0; column < ColumnCount; column++)
        {
            CopyColumn(recent, column, values);

            // The order of .NET puts NaN below every number.
            values.Sort();
            double distance = Distance(_sorted.AsSpan(column * _rowCapacity, ReferenceRowCount), values);
            smallest = Math.Min(smallest, SmirnovTail(distance, _shares[column] * ReferenceRowCount, _shares[column] * recent.RowCount));
        }

        return Math.Min(1.0, smallest * ColumnCount);
    }

    /// <summary>Takes another reference in place of the last one, without allocating; not while a p-value is being computed.</summary>
    internal void Remember(FeatureMatrix reference)
    {
        ReferenceRowCount = reference.RowCount;
        for (int column = 0; column < ColumnCount; column++)
        {
            Span<float> values = _sorted.AsSpan(column * _rowCapacity, ReferenceRowCount);
            CopyColumn(reference, column, values);
            _shares[column] = IndependentShare(values);
            values.Sort();
        }
    }

    private static void CopyColumn(FeatureMatrix table, int column, Span<float> values)
    {
        ReadOnlySpan<float> all = table.Values.Span;
        for (int row = 0; row < values.Length; row++)
            values[row] = all[(row * table.ColumnCount) + column];
    }

    /// <summary>How many independent rows one row is worth, by the correlation of neighbours.</summary>
    private static double IndependentShare(ReadOnlySpan<float> values)
    {
        double mean = 0;
        int known = 0;
        foreach (float value in values)
        {
            if (!float.IsNaN(value))
                mean += (value - mean) / ++known;
        }

        double squares = 0;
        double products = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsNaN(values[i]))
                continue;

            double deviation = values[i] - mean;
            squares += deviation * deviation;
            if (i > 0 && !float.IsNaN(values[i - 1]))
                products += deviation * (values[i - 1] - mean);
        }

        double correlation = squares > 0 ? Math.Clamp(products / squares, 0.0, 1.0) : 0.0;
        return (1.0 - correlation) / (1.0 + correlation);
    }

    /// <summary>The largest gap between the two empirical distributions, looked at only behind the last of equal values.</summary>
    private static double Distance(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        int i = 0;
        int j = 0;
        double largest = 0;
        while (i < first.Length && j < second.Length)
        {
            float value = first[i].CompareTo(second[j]) <= 0 ? first[i] : second[j];
            while (i < first.Length && first[i].Equals(value))
                i++;
            while (j < second.Length && second[j].Equals(value))
                j++;

            largest = Math.Max(largest, Math.Abs((i / (double)first.Length) - (j / (double)second.Length)));
        }

        return largest;
    }

    private static double SmirnovTail(double distance, double firstCount, double secondCount)
    {
        if (firstCount * secondCount <= 0)
            return 1.0;

        double effective = Math.Sqrt(firstCount * secondCount / (firstCount + secondCount));

        // Stephens' correction is meant for counts, of which there is at least one: his 0.11 / effective would otherwise let fewer rows
        // prove more. Below one row the largest distance, 1, has a p-value of 0.1 and more.
        double x = (effective + 0.12 + (0.11 / Math.Max(1.0, effective))) * distance;

        // Below this the sum alternates without settling, and the probability is 1 to nine digits.
        if (x < 0.3)
            return 1.0;

        double sum = 0;
        double sign = 1;
        for (int k = 1; k <= 100; k++)
        {
            double term = Math.Exp(-2.0 * k * k * x * x);
            sum += sign * term;
            sign = -sign;
            if (term < 1e-16)
                break;
        }

        return Math.Clamp(2.0 * sum, 0.0, 1.0);
    }
}
