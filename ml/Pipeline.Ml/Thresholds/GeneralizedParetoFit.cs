namespace Pipeline.Ml.Thresholds;

/// <summary>Point estimates of a generalised Pareto distribution from excesses.</summary>
/// <remarks>
/// From k excesses the shape by maximum likelihood is uncertain by (1 + shape) / sqrt(k), 0.32 for ten, and on average too low by about
/// 3 / k for an exponential tail (Giles, Feng and Godwin 2016). A threshold far out that is read off such an estimate is exceeded more
/// often than it says. Use <see cref="PeaksOverThreshold"/> for thresholds; it averages over all tails that could have given the excesses.
/// </remarks>
public static class GeneralizedParetoFit
{
    /// <summary>Lowest shape by maximum likelihood: below, the likelihood grows without end towards the highest excess.</summary>
    public const double ShapeMin = -1;

    /// <summary>Highest shape by maximum likelihood: at 3 even the cube root has no mean.</summary>
    public const double ShapeMax = 3;

    private const double ShapeStep = 0.05;
    private const double GoldenSection = 0.6180339887498949;

    /// <summary>Maximum likelihood by Grimshaw's reduction, shape within [<see cref="ShapeMin"/>, <see cref="ShapeMax"/>].</summary>
    /// <param name="excesses">At least two, finite and above 0.</param>
    /// <exception cref="ArgumentException">Too few excesses, or one is not finite and above 0; the message names its position.</exception>
    public static GeneralizedPareto MaximumLikelihood(ReadOnlySpan<double> excesses)
    {
        Check(excesses);
        GrimshawCurve curve = new(excesses, []);
        List<double> slopes = curve.SlopesOf(ShapeMin, ShapeMax, ShapeStep);
        int best = 0;
        double bestLikelihood = double.NegativeInfinity;
        for (int index = 0; index < slopes.Count; index++)
        {
            double likelihood = curve.ProfileLogLikelihood(slopes[index]);
            if (likelihood > bestLikelihood)
                (best, bestLikelihood) = (index, likelihood);
        }

        // The curve can have two humps, so the highest of a fine grid comes first and the search within its neighbours second.
        double slope = Refine(curve, slopes[Math.Max(best - 1, 0)], slopes[Math.Min(best + 1, slopes.Count - 1)], slopes[best]);
        double logs = curve.LogSums(slope).All;
        return new GeneralizedPareto(logs / excesses.Length, curve.Scale(slope, logs) * curve.Unit);
    }

    /// <summary>Probability-weighted moments (Hosking and Wallis 1987): steadier than likelihood below 50 excesses, for shapes under 0.5.</summary>
    /// <param name="excesses">At least two, finite and above 0.</param>
    /// <exception cref="ArgumentException">Too few excesses, or one is not finite and above 0; the message names its position.</exception>
    public static GeneralizedPareto ProbabilityWeightedMoments(ReadOnlySpan<double> excesses)
    {
        Check(excesses);
        double[] sorted = excesses.ToArray();
        Array.Sort(sorted);
        double unit = sorted[^1];
        double mean = 0, weighted = 0;
        for (int index = 0; index < sorted.Length; index++)
        {
            double reach = sorted[index] / unit / sorted.Length;
            mean += reach;
            weighted += reach * (1 - ((index + 0.65) / sorted.Length));
        }

        // Twice the weighted moment lies below the mean for any sample: 1 - (i - 0.35) / n averages to less than one half here.
        double difference = mean - (2 * weighted);
        return new GeneralizedPareto(2 - (mean / difference), 2 * mean * weighted / difference * unit);
    }

    private static double Refine(GrimshawCurve curve, double below, double above, double best)
    {
        double bestLikelihood = curve.ProfileLogLikelihood(best);
        for (int step = 0; step < 80 && above - below > 1e-12 * Math.Max(1, Math.Abs(above)); step++)
        {
            double left = above - (GoldenSection * (above - below));
            double right = below + (GoldenSection * (above - below));
            if (curve.ProfileLogLikelihood(left) > curve.ProfileLogLikelihood(right))
                above = right;
            else
                below = left;
        }

        double middle = below + ((above - below) / 2);
        return curve.ProfileLogLikelihood(middle) > bestLikelihood ? middle : best;
    }

    private static void Check(ReadOnlySpan<double> excesses)
    {
        if (excesses.Length < 2)
            throw new ArgumentException($"A tail needs at least two excesses; there are {excesses.Length}.", nameof(excesses));
        for (int index = 0; index < excesses.Length; index++)
        {
            if (!(excesses[index] > 0 && double.IsFinite(excesses[index])))
                throw new ArgumentException($"Excess {index} (counted from 0) is {excesses[index]}; it must be finite and above 0.", nameof(excesses));
        }
    }
}
