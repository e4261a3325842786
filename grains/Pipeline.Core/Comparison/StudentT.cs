namespace Pipeline.Core.Comparison;

/// <summary>Quantiles of Student's t distribution.</summary>
internal static class StudentT
{
    private const double Normal975 = 1.959963984540054;

    /// <summary>The value that |t| exceeds in 5 of 100 cases.</summary>
    /// <remarks>
    /// The expansion of the t quantile about the normal one (Abramowitz and Stegun, 26.7.5), off by less than 0.04 % from 4 degrees of
    /// freedom on, which is the least that is asked for.
    /// </remarks>
    /// <param name="freedom">Degrees of freedom, at least 4.</param>
    public static double TwoSided95(double freedom)
    {
        const double x = Normal975;
        const double x3 = x * x * x;
        const double x5 = x3 * x * x;
        const double x7 = x5 * x * x;
        const double x9 = x7 * x * x;
        const double g1 = (x3 + x) / 4;
        const double g2 = ((5 * x5) + (16 * x3) + (3 * x)) / 96;
        const double g3 = ((3 * x7) + (19 * x5) + (17 * x3) - (15 * x)) / 384;
        const double g4 = ((79 * x9) + (776 * x7) + (1482 * x5) - (1920 * x3) - (945 * x)) / 92160;
        return x + ((g1 + ((g2 + ((g3 + (g4 / freedom)) / freedom)) / freedom)) / freedom);
    }
}
