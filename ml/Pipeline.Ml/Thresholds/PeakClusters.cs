using System.Diagnostics;

namespace Pipeline.Ml.Thresholds;

/// <summary>The exceedances of a calibration, joined into clusters, and what a threshold needs of them.</summary>
/// <param name="Maxima">Highest score of each cluster, in order of time.</param>
/// <param name="Exceedances">Scores above the initial threshold.</param>
/// <param name="RunLength">Exceedances at most so far apart are one cluster.</param>
/// <param name="ExtremalIndex">Of the exceedances, see <see cref="Thresholds.ExtremalIndex"/>.</param>
/// <param name="SplitRatio">
/// Episodes at a higher level for each cluster that reaches it, at least 1: within one cluster two scores above a higher level can lie
/// farther apart than the run length, and are two episodes there. Taken at the median of the maxima; the ratio falls towards 1 above it.
/// </param>
internal sealed record PeakClusters(double[] Maxima, int Exceedances, int RunLength, double ExtremalIndex, double SplitRatio)
{
    /// <param name="scores">In order of time.</param>
    /// <param name="level">Scores strictly above it are exceedances.</param>
    /// <param name="options">Validated.</param>
    public static PeakClusters Of(ReadOnlySpan<double> scores, double level, PeaksOverThresholdOptions options)
    {
        List<int> positions = [];
        for (int position = 0; position < scores.Length; position++)
        {
            if (scores[position] > level)
                positions.Add(position);
        }

        Debug.Assert(positions.Count <= options.ExceedancesMax, "The level was chosen to leave no more.");
        int[] exceedances = [.. positions];
        int runLength = options.RunLength ?? Math.Min(Thresholds.ExtremalIndex.RunLength(exceedances), options.RunLengthMax);
        double[] maxima = Join(scores, exceedances, runLength);
        double index = Thresholds.ExtremalIndex.Estimate(exceedances);
        return new PeakClusters(maxima, exceedances.Length, runLength, index, SplitRatioOf(scores, exceedances, runLength, maxima));
    }

    private static double[] Join(ReadOnlySpan<double> scores, int[] exceedances, int runLength)
    {
        List<double> maxima = [];
        long last = long.MinValue / 2;
        foreach (int position in exceedances)
        {
            if (position - last > runLength)
                maxima.Add(scores[position]);
            else
                maxima[^1] = Math.Max(maxima[^1], scores[position]);
            last = position;
        }

        return [.. maxima];
    }

    private static double SplitRatioOf(ReadOnlySpan<double> scores, int[] exceedances, int runLength, double[] maxima)
    {
        if (maxima.Length == 0)
            return 1;
        double[] sorted = [.. maxima];
        Array.Sort(sorted);
        double level = sorted[sorted.Length / 2];
        int clusters = sorted.Count(maximum => maximum >= level);
        List<int> higher = [];
        foreach (int position in exceedances)
        {
            if (scores[position] >= level)
                higher.Add(position);
        }

        return Math.Max(1, (double)Join(scores, [.. higher], runLength).Length / clusters);
    }
}
