namespace Pipeline.Ml.Thresholds;

/// <summary>Turns scores into p-values by their rank among held-out normal scores.</summary>
/// <remarks>
/// <para>
/// p(s) = (1 + number of calibration scores at or above s) / (n + 1), as Bates, Candes, Lei, Romano and Sesia, "Testing for outliers with
/// conformal p-values" (Annals of Statistics 2023, arXiv 2104.08279). If a new score and the calibration scores are <em>exchangeable</em>
/// (any order of them is equally likely, as when all are drawn independently from one population), then P(p &lt;= a) &lt;= a for every a, whatever the detector and the
/// distribution, on average over calibrations. Ties only make p larger. No p is below <see cref="PValueMin"/>;
/// <see cref="PeaksOverThreshold"/> goes on from there.
/// </para>
/// <para>
/// Not for scores of the rows the detector was fitted on: those have shaped it and score too low, so p-values come out too small. Use
/// <see cref="CalibrationSplit"/>. For autocorrelated scores p holds for a single observation in the long run, but small ones come in runs.
/// </para>
/// <para>
/// Memory: at most <see cref="KeptMax"/> scores (12 bytes each). Up to so many different ones p is exact. Of more, the
/// <see cref="TopKept"/> highest are kept, and of the others evenly spaced ranks; p is exact for the highest, and for the others never below
/// the exact value and above it by less than 1/<see cref="TopKept"/>, so that it remains super-uniform. Immutable.
/// </para>
/// </remarks>
public sealed class ConformalPValues
{
    /// <summary>Most scores that are kept.</summary>
    public const int KeptMax = 4_096;

    /// <summary>The highest scores that are kept each, when not all are.</summary>
    public const int TopKept = 2_048;

    // Ascending and different; for each, how many calibration scores lie strictly above it.
    private readonly double[] _values;
    private readonly int[] _above;

    private ConformalPValues(int count, double[] values, int[] above)
    {
        Count = count;
        _values = values;
        _above = above;
    }

    /// <summary>Number n of calibration scores.</summary>
    public int Count { get; }

    /// <summary>1 / (n + 1), the p-value of every score above all calibration scores.</summary>
    public double PValueMin => 1 / (Count + 1.0);

    /// <summary>The highest calibration score.</summary>
    public double ScoreMax => _values[^1];

    /// <summary>Calibrates on scores of normal rows that the detector has not seen.</summary>
    /// <param name="scores">At least one, finite, in any order.</param>
    /// <exception cref="ArgumentException">There are no scores, or one is not finite; the message names its position.</exception>
    public static ConformalPValues Fit(ReadOnlySpan<double> scores)
    {
        ScoreCheck.AllFinite(scores, nameof(scores));
        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        int thinned = sorted.Length <= KeptMax ? 0 : sorted.Length - TopKept;
        // Ceiling, so that the kept ones of the lower part never are more than the places left.
        int stride = thinned == 0 ? 1 : (thinned + KeptMax - TopKept - 1) / (KeptMax - TopKept);
        List<double> values = new(Math.Min(sorted.Length, KeptMax));
        List<int> above = new(values.Capacity);
        for (int rank = 0; rank < sorted.Length; rank += rank < thinned ? Math.Min(stride, thinned - rank) : 1)
        {
            double value = sorted[rank];
            if (values.Count > 0 && values[^1] == value)
                continue;
            values.Add(value);
            above.Add(sorted.Length - FirstAbove(sorted, value));
        }

        return new ConformalPValues(sorted.Length, [.. values], [.. above]);
    }

    /// <summary>The p-value of a score, in [1 / (n + 1), 1]; never rises with the score.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The score is NaN or infinite.</exception>
    public double PValue(double score)
    {
        ScoreCheck.Finite(score, nameof(score));
        int at = Array.BinarySearch(_values, score);
        // Scores at or above this one are those strictly above the highest kept value below it.
        int below = (at >= 0 ? at : ~at) - 1;
        int atOrAbove = below < 0 ? Count : _above[below];
        return (1.0 + atOrAbove) / (Count + 1.0);
    }

    /// <summary>The lowest score whose p-value is at most <paramref name="pValue"/>; positive infinity if none is that small.</summary>
    /// <param name="pValue">In (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The p-value is outside its range.</exception>
    public double Threshold(double pValue)
    {
        if (!(pValue > 0 && pValue <= 1))
            throw new ArgumentOutOfRangeException(nameof(pValue), pValue, "A p-value must lie in (0, 1].");
        if (pValue >= 1)
            return double.MinValue;
        for (int index = 0; index < _values.Length; index++)
        {
            if ((1.0 + _above[index]) / (Count + 1.0) <= pValue)
                return Math.BitIncrement(_values[index]);
        }

        return double.PositiveInfinity;
    }

    /// <summary>Little-endian: count (int32), number of kept (int32), then each value (float64) and how many lie above it (int32).</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(_values.Length);
        for (int index = 0; index < _values.Length; index++)
        {
            writer.Write(_values[index]);
            writer.Write(_above[index]);
        }
    }

    /// <exception cref="InvalidDataException">The bytes are no calibration or end too early.</exception>
    internal static ConformalPValues Read(BinaryReader reader)
    {
        CheckedReader bytes = new(reader);
        int count = bytes.Int32("count of scores", 1, int.MaxValue);
        int kept = bytes.Int32("number of kept scores", 1, Math.Min(count, KeptMax));
        double[] values = new double[kept];
        int[] above = new int[kept];
        for (int index = 0; index < kept; index++)
        {
            double min = index == 0 ? double.MinValue : Math.BitIncrement(values[index - 1]);
            values[index] = bytes.Double("kept score", min, double.MaxValue);
            above[index] = bytes.Int32("number above", kept - 1 - index, (index == 0 ? count : above[index - 1]) - 1);
        }

        return above[^1] == 0
            ? new ConformalPValues(count, values, above)
            : throw new InvalidDataException($"{above[^1]} scores lie above the highest.");
    }

    private static int FirstAbove(double[] sorted, double value)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (int)(((uint)low + (uint)high) / 2);
            if (sorted[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
