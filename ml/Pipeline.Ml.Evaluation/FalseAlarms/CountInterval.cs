using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Evaluation.FalseAlarms;

/// <summary>An interval for the mean of counts, also if they vary more than chance alone lets them.</summary>
/// <param name="Lower">95 % lower end of the mean.</param>
/// <param name="Mean">Of the counts.</param>
/// <param name="Upper">95 % upper end of the mean.</param>
/// <param name="Dispersion">Variance over mean, at least 1; 1 for Poisson counts.</param>
public readonly record struct CountInterval(double Lower, double Mean, double Upper, double Dispersion)
{
    private const double Tail = 0.025;

    /// <summary>
    /// Garwood's exact interval for a Poisson total ("Fiducial limits for the Poisson distribution", Biometrika 1936), applied to the
    /// total divided by the dispersion. Counts of different calibrations differ because their thresholds do; as mixed Poisson counts
    /// (negative binomial, if rates are gamma distributed) they tell as much as a Poisson count smaller by the dispersion.
    /// </summary>
    /// <param name="counts">At least one, each at least 0.</param>
    /// <exception cref="ArgumentException">There are no counts.</exception>
    public static CountInterval Of(ReadOnlySpan<long> counts)
    {
        if (counts.IsEmpty)
            throw new ArgumentException("There are no counts.", nameof(counts));
        double total = 0;
        foreach (long count in counts)
            total += count;
        double mean = total / counts.Length;
        double squares = 0;
        foreach (long count in counts)
            squares += (count - mean) * (count - mean);
        double dispersion = counts.Length < 2 || total == 0 ? 1 : Math.Max(1, squares / (counts.Length - 1) / mean);
        double effective = total / dispersion;
        double unit = dispersion / counts.Length;
        return new CountInterval(GarwoodLower(effective) * unit, mean, GarwoodUpper(effective) * unit, dispersion);
    }

    /// <summary>The mean of which a count so high or higher has a chance of 2.5 %.</summary>
    internal static double GarwoodLower(double count) => count <= 0 ? 0 : Solve(mean => GammaAtMost(count, mean) < Tail, count + 1);

    /// <summary>The mean of which a count so low or lower has a chance of 2.5 %.</summary>
    internal static double GarwoodUpper(double count) => Solve(mean => 1 - GammaAtMost(count + 1, mean) > Tail, count + 1);

    private static double Solve(Func<double, bool> isBelow, double above)
    {
        double below = 0;
        while (isBelow(above))
            above *= 2;
        for (int step = 0; step < 100; step++)
        {
            double middle = (below + above) / 2;
            if (isBelow(middle))
                below = middle;
            else
                above = middle;
        }

        return above;
    }

    /// <summary>The regularised lower incomplete gamma function P(a, x), by its series: as many terms as x, and far out simply 1.</summary>
    private static double GammaAtMost(double a, double x)
    {
        if (x <= 0)
            return 0;
        if (x > a + 40 + (12 * Math.Sqrt(a + 40)))
            return 1;
        double term = Math.Exp((a * Math.Log(x)) - x - TailFunctions.LogGamma(a + 1));
        double sum = term;
        for (double divisor = a + 1; term > sum * 1e-16; divisor++)
        {
            term *= x / divisor;
            sum += term;
        }

        return Math.Min(1, sum);
    }
}
