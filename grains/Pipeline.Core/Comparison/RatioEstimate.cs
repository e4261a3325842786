namespace Pipeline.Core.Comparison;

/// <summary>How many times one mean is of another, and how well that is known.</summary>
/// <remarks>
/// The interval is that of the delta method on the logarithm: ln(a/b) has variance s_a^2/(n_a a^2) + s_b^2/(n_b b^2), and the ends are
/// exp(ln(a/b) -+ t times its root), with Student's t at the degrees of freedom of Welch and Satterthwaite ("An approximate distribution of
/// estimates of variance components", Biometrics 2, 1946). The logarithm keeps the ends positive and the interval of b/a the inverse of
/// that of a/b. It assumes independent events; with few events of very uneven size it is too narrow.
/// </remarks>
/// <param name="A">The first mean.</param>
/// <param name="B">The second.</param>
/// <param name="Ratio">A / B; null if B is zero.</param>
/// <param name="Lower">Lower end of the 95 % interval of the ratio; null where <paramref name="Reason"/> says why.</param>
/// <param name="Upper">Upper end; null likewise.</param>
/// <param name="Reason">Why there is no interval; null if there is one.</param>
public sealed record RatioEstimate(double A, double B, double? Ratio, double? Lower, double? Upper, string? Reason)
{
    /// <summary>Observations that each side needs for an interval.</summary>
    public const int SampleSizeMin = 5;

    public double Difference => A - B;

    /// <summary>Compares two means.</summary>
    public static RatioEstimate Of(in MeanSample a, in MeanSample b)
    {
        double? ratio = b.Mean == 0 ? null : a.Mean / b.Mean;
        if (FindReason(a, b) is { } reason)
            return new RatioEstimate(a.Mean, b.Mean, ratio, null, null, reason);
        double varianceA = a.RelativeVariance;
        double varianceB = b.RelativeVariance;
        double variance = varianceA + varianceB;
        // Means of which no event differs are known exactly.
        double margin = variance == 0 ? 0 : LogInterval.Margin(variance, FreedomOf(a, varianceA, b, varianceB));
        (double lower, double upper) = LogInterval.Around(ratio!.Value, margin);
        return new RatioEstimate(a.Mean, b.Mean, ratio, lower, upper, null);
    }

    private static string? FindReason(in MeanSample a, in MeanSample b)
    {
        if (!(a.SampleSize >= SampleSizeMin && b.SampleSize >= SampleSizeMin))
            return $"fewer than {SampleSizeMin} observations";
        return a.Mean > 0 && b.Mean > 0 ? null : "one of the means is not positive";
    }

    private static double FreedomOf(in MeanSample a, double varianceA, in MeanSample b, double varianceB)
    {
        double sum = varianceA + varianceB;
        return sum * sum / ((varianceA * varianceA / (a.SampleSize - 1)) + (varianceB * varianceB / (b.SampleSize - 1)));
    }
}
