namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>How much of a standard normal distribution lies beyond a point.</summary>
/// <remarks>
/// Relative error below 1e-12 where the result is a normal double: the Taylor series of erf near the middle, beyond it the continued
/// fraction of erfc (Abramowitz and Stegun, 7.1.6 and 7.1.14).
/// </remarks>
internal static class NormalTail
{
    private const double SeriesEnd = 2.5;
    private static readonly double LogOfRootTwoPi = 0.5 * Math.Log(2.0 * Math.PI);

    /// <summary>P(Z > <paramref name="z"/>): .5 at 0, 0 beyond about 38.</summary>
    public static double Upper(double z) => z switch
    {
        < 0.0 => 1.0 - Upper(-z),
        < SeriesEnd => 0.5 - Middle(z),
        _ => Math.Exp(LogFar(z)),
    };

    /// <summary>P(0 &lt; Z &lt; z) by its series, all terms positive: no digits are lost.</summary>
    private static double Middle(double z)
    {
        double term = z;
        double sum = z;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= z * z / ((2 * k) + 1);
            sum += term;
        }

        return sum * Math.Exp((-0.5 * z * z) - LogOfRootTwoPi);
    }

    /// <summary>ln P(Z > z) by z + 1/(z + 2/(z + 3/(z + ...))), from the inside out.</summary>
    private static double LogFar(double z)
    {
        double fraction = z;
        for (int k = 120; k >= 1; k--)
            fraction = z + (k / fraction);

        return (-0.5 * z * z) - LogOfRootTwoPi - Math.Log(fraction);
    }
}
