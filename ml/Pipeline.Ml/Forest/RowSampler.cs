using Pipeline.Ml.Randomness;

namespace Pipeline.Ml.Forest;

/// <summary>Draws the rows that a tree is grown from. One sampler a worker; what it draws depends on the random numbers alone.</summary>
internal sealed class RowSampler
{
    private readonly int[]? _order;
    private readonly int[]? _swapped;
    private readonly double[]? _cumulativeWeights;
    private readonly int _rowCount;

    public RowSampler(int rowCount, int sampleSize, double[]? cumulativeWeights)
    {
        _rowCount = rowCount;
        _cumulativeWeights = cumulativeWeights;
        if (cumulativeWeights is null)
        {
            _order = new int[rowCount];
            for (int i = 0; i < rowCount; i++)
            {
                _order[i] = i;
            }

            _swapped = new int[sampleSize];
        }
    }

    /// <summary>Fills <paramref name="rows"/> with row numbers.</summary>
    public void Draw(ref SeededRandom random, Span<int> rows)
    {
        if (_cumulativeWeights is null)
        {
            DrawWithoutReplacement(ref random, rows);
        }
        else
        {
            DrawByWeight(ref random, rows);
        }
    }

    /// <summary>The sums of the weights up to and including each row; null where no weights were given.</summary>
    /// <exception cref="ArgumentException">There is not one weight a row, one is not a number of 0 or more, or none is above 0.</exception>
    public static double[]? Accumulate(ReadOnlySpan<float> weights, int rowCount)
    {
        if (weights.IsEmpty)
        {
            return null;
        }

        if (weights.Length != rowCount)
        {
            throw new ArgumentException($"There are {weights.Length} weights for {rowCount} rows.", nameof(weights));
        }

        double[] sums = new double[rowCount];
        double sum = 0;
        for (int row = 0; row < rowCount; row++)
        {
            if (!(weights[row] >= 0 && float.IsFinite(weights[row])))
            {
                throw new ArgumentException($"The weight of row {row} is {weights[row]}: it takes a number of 0 or more.", nameof(weights));
            }

            sum += weights[row];
            sums[row] = sum;
        }

        return sum > 0 ? sums : throw new ArgumentException("No row has a weight above 0.", nameof(weights));
    }

    // The first steps of a Fisher-Yates shuffle; they are taken back afterwards, so that a draw costs the sample and not the table.
    private void DrawWithoutReplacement(ref SeededRandom random, Span<int> rows)
    {
        int[] order = _order!;
        for (int i = 0; i < rows.Length; i++)
        {
            int other = i + random.NextInt32(_rowCount - i);
            _swapped![i] = other;
            (order[i], order[other]) = (order[other], order[i]);
            rows[i] = order[i];
        }

        for (int i = rows.Length - 1; i >= 0; i--)
        {
            int other = _swapped![i];
            (order[i], order[other]) = (order[other], order[i]);
        }
    }

    // With replacement: a row of weight three is drawn like three equal rows, together at times, and stays one leaf with itself.
    private void DrawByWeight(ref SeededRandom random, Span<int> rows)
    {
        double[] sums = _cumulativeWeights!;
        double total = sums[^1];
        for (int i = 0; i < rows.Length; i++)
        {
            // The first row whose sum is above the mark: rows of weight zero, whose sum is that of their predecessor, are never first.
            double mark = Math.Min(random.NextDouble() * total, Math.BitDecrement(total));
            int low = 0;
            int high = sums.Length - 1;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (sums[middle] > mark)
                {
                    high = middle;
                }
                else
                {
                    low = middle + 1;
                }
            }

            rows[i] = low;
        }
    }
}
