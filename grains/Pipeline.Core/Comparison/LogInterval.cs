namespace Pipeline.Core.Comparison;

/// <summary>Intervals of quantities that are positive: symmetric on the logarithm, so that their ends are positive as well.</summary>
/// <remarks>The delta method: ln x has the variance that x has relative to its square.</remarks>
internal static class LogInterval
{
    /// <summary>How far the ends of the 95 % interval are from the logarithm of the estimate.</summary>
    /// <param name="relativeVariance">Variance of the estimate, relative to its square.</param>
    /// <param name="freedom">Degrees of freedom of that variance, at least 4.</param>
    public static double Margin(double relativeVariance, double freedom) => StudentT.TwoSided95(freedom) * Math.Sqrt(relativeVariance);

    /// <summary>The ends.</summary>
    public static (double Lower, double Upper) Around(double estimate, double margin)
    {
        double log = Math.Log(estimate);
        return (Math.Exp(log - margin), Math.Exp(log + margin));
    }
}
