using Pipeline.Ml.Data;

namespace Pipeline.Ml.Forest;

public sealed partial class IsolationForest
{
    // Between two looks at the cancellation token; a whole number of blocks, and small enough to spread a few thousand rows over the
    // threads.
    private const int RowsPerPart = 4 * PathSums.RowsPerBlock;

    /// <summary>How anomalous a row is; higher is more so. See <see cref="ForestScoring"/> for the range.</summary>
    /// <param name="row">One number per column. NaN is a missing value, which goes where most training rows went.</param>
    /// <returns>What <see cref="Score(FeatureMatrix, Span{double})"/> gives for the row, bit for bit.</returns>
    /// <exception cref="ArgumentException">The row has not as many numbers as the forest has columns.</exception>
    public double Score(ReadOnlySpan<float> row)
    {
        ThrowIfColumnsDiffer(row.Length);
        return ToScore(PathSums.OfRow(_trees, row));
    }

    /// <summary>Scores rows one after the other, on this thread.</summary>
    /// <param name="rows">Any number of rows, with the forest's columns.</param>
    /// <param name="scores">One place per row.</param>
    /// <exception cref="ArgumentException">The columns are not the forest's, or there are not as many places as rows.</exception>
    public void Score(FeatureMatrix rows, Span<double> scores)
    {
        ThrowIfShapeDiffers(rows, scores.Length);
        Span<float> sums = stackalloc float[PathSums.RowsPerBlock];
        ReadOnlySpan<float> values = rows.Values.Span;
        for (int start = 0, count; start < scores.Length; start += count)
        {
            count = Math.Min(PathSums.RowsPerBlock, scores.Length - start);
            PathSums.OfRows(_trees, values.Slice(start * ColumnCount, count * ColumnCount), ColumnCount, sums[..count]);
            for (int i = 0; i < count; i++)
            {
                scores[start + i] = ToScore(sums[i]);
            }
        }
    }

    /// <summary>Scores rows on several threads; the scores are the same bits as on one.</summary>
    /// <param name="rows">Any number of rows, with the forest's columns.</param>
    /// <param name="scores">One place per row.</param>
    /// <param name="maxDegreeOfParallelism">Threads: 1 or more, or -1 for one per core.</param>
    /// <param name="cancellationToken">
    /// Observed every thousand rows or so; what was scored until then stays in <paramref name="scores"/>.
    /// </param>
    /// <exception cref="ArgumentException">The columns are not the forest's, or there are not as many places as rows.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Score(FeatureMatrix rows, Memory<double> scores, int maxDegreeOfParallelism, CancellationToken cancellationToken = default)
    {
        ThrowIfShapeDiffers(rows, scores.Length);
        int partCount = (int)((rows.RowCount + RowsPerPart - 1L) / RowsPerPart);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = maxDegreeOfParallelism, CancellationToken = cancellationToken };
        Parallel.For(0, partCount, parallel, part =>
        {
            int start = part * RowsPerPart;
            int count = Math.Min(RowsPerPart, rows.RowCount - start);
            Score(rows.Slice(start, count), scores.Span.Slice(start, count));
        });
    }

    private double ToScore(float sum)
    {
        double mean = (double)sum / TreeCount;
        if (Scoring == ForestScoring.Density)
        {
            return -mean;
        }

        // One training row has no path: everything is as usual as anything.
        return _unitPathLength > 0 ? Math.Pow(2, -mean / _unitPathLength) : 0.5;
    }

    private void ThrowIfShapeDiffers(FeatureMatrix rows, int scoreCount)
    {
        ThrowIfColumnsDiffer(rows.ColumnCount);
        if (scoreCount != rows.RowCount)
        {
            throw new ArgumentException($"There are {scoreCount} places for the scores of {rows.RowCount} rows.", nameof(rows));
        }
    }

    private void ThrowIfColumnsDiffer(int columnCount)
    {
        if (columnCount != ColumnCount)
        {
            throw new ArgumentException($"The row has {columnCount} columns, the forest was grown from {ColumnCount}.");
        }
    }
}
