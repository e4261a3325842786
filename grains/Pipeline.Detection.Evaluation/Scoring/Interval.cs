namespace Pipeline.Detection.Evaluation.Scoring;

/// <summary>A figure and where the true one lies with 95 % confidence.</summary>
public readonly record struct Interval(double Value, double Lower, double Upper)
{
    private const double Z = 1.959963984540054;

    /// <summary>A share (Wilson, 1927); all of nothing is undefined, NaN between 0 and 1.</summary>
    public static Interval OfShare(long hits, long trials)
    {
        if (trials == 0)
            return new Interval(double.NaN, 0, 1);
        double share = hits / (double)trials;
        double scale = 1 + (Z * Z / trials);
        double centre = (share + (Z * Z / (2 * trials))) / scale;
        double half = Z / scale * Math.Sqrt((share * (1 - share) / trials) + (Z * Z / (4.0 * trials * trials)));
        return new Interval(share, Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>A number of independent rare happenings: Poisson, by Wilson and Hilferty's approximation of the chi-squared quantiles (1931).</summary>
    public static Interval OfCount(long count) => new(count, count == 0 ? 0 : HalfChiSquared(count, -Z), HalfChiSquared(count + 1, Z));

    /// <summary>Half the quantile of chi-squared with 2 n degrees of freedom.</summary>
    private static double HalfChiSquared(long n, double z)
    {
        double root = 1 - (1 / (9.0 * n)) + (z / (3 * Math.Sqrt(n)));
        return n * root * root * root;
    }
}
