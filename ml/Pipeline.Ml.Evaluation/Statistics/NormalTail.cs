namespace Pipeline.Ml.Evaluation.Statistics;

/// <summary>The upper tail of the standard normal distribution, accurate far out.</summary>
internal static class NormalTail
{
    /// <summary>P(Z > z), relative error below 1e-12 for z in [-8, 38].</summary>
    public static double Above(double z) => z < 0 ? 1 - Above(-z) : z < 3 ? 0.5 - (Density(z) * Series(z)) : Density(z) * Fraction(z);

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>P(0 &lt; Z &lt; z) over the density: z + z^3/3 + z^5/(3 5) + ...; all terms are positive, so nothing cancels.</summary>
    private static double Series(double z)
    {
        double term = z;
        double sum = z;
        for (int odd = 3; term > sum * 1e-17; odd += 2)
        {
            term *= z * z / odd;
            sum += term;
        }

        return sum;
    }

    /// <summary>Laplace's continued fraction 1/(z + 1/(z + 2/(z + 3/(z + ...)))), from the back.</summary>
    private static double Fraction(double z)
    {
        double fraction = z;
        for (int depth = 100; depth >= 1; depth--)
            fraction = z + (depth / fraction);
        return 1 / fraction;
    }
}
