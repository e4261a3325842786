using Pipeline.Ml.Randomness;

namespace Pipeline.Ml.Thresholds;

/// <summary>Which rows a detector is fitted on and which, never seen by it, its scores are calibrated on.</summary>
/// <remarks>
/// Rows of the training have grown the detector and score lower than new rows of the same kind: p-values calibrated on them are too
/// small and promise too few false alarms. Hence two disjoint parts, each in ascending order.
/// </remarks>
/// <param name="Training">Row indexes to fit on.</param>
/// <param name="Calibration">Row indexes to score for calibration.</param>
public sealed record CalibrationSplit(int[] Training, int[] Calibration)
{
    /// <summary>Draws the calibration rows by chance: for rows whose order means nothing.</summary>
    /// <param name="rowCount">At least 2.</param>
    /// <param name="calibrationCount">1 to <paramref name="rowCount"/> - 1.</param>
    /// <param name="seed">The same seed draws the same rows on every machine.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is outside its range.</exception>
    public static CalibrationSplit Random(int rowCount, int calibrationCount, long seed)
    {
        Check(rowCount, calibrationCount, gap: 0);
        int[] training = new int[rowCount - calibrationCount];
        int[] calibration = new int[calibrationCount];
        SeededRandom random = new(seed);
        int drawn = 0;
        for (int row = 0; row < rowCount; row++)
        {
            // Selection sampling (Knuth, algorithm S): every set of rows is equally likely, and both parts come out in order.
            if (random.NextInt32(rowCount - row) < calibrationCount - drawn)
                calibration[drawn++] = row;
            else
                training[row - drawn] = row;
        }

        return new CalibrationSplit(training, calibration);
    }

    /// <summary>Takes the last rows for calibration: for time series, where neighbours resemble each other.</summary>
    /// <param name="rowCount">At least 2.</param>
    /// <param name="calibrationCount">At least 1; at least one row must be left to train on.</param>
    /// <param name="gap">Rows left out between both parts, as many as neighbours take to forget each other; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is outside its range.</exception>
    public static CalibrationSplit Latest(int rowCount, int calibrationCount, int gap = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        Check(rowCount, calibrationCount, gap);
        int first = rowCount - calibrationCount;
        return new CalibrationSplit([.. Enumerable.Range(0, first - gap)], [.. Enumerable.Range(first, calibrationCount)]);
    }

    private static void Check(int rowCount, int calibrationCount, int gap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(calibrationCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((long)calibrationCount + gap, rowCount, nameof(calibrationCount));
    }
}
