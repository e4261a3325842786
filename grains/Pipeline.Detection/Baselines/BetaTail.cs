using Pipeline.Ml.Tails;

namespace Pipeline.Detection.Baselines;

/// <summary>How surprising a number of rare things is, when how rare they are is only known from a number seen before.</summary>
/// <remarks>
/// With s seen in a weight of N and a Jeffreys prior, the number in a weight of n is negative binomial, and P(at least k) is the
/// regularised incomplete beta function I(n / (n + N); k, s + 1/2), which also takes fractions. Its continued fraction is Lentz's
/// (Abramowitz and Stegun 26.5.8), its logarithm taken apart, so that it does not underflow.
/// </remarks>
internal static class BetaTail
{
    private const double Tiny = 1e-300;
    private const int TermsMax = 300;

    /// <summary>-ln P(at least <paramref name="observed"/>), at least 0.</summary>
    /// <param name="observed">Things seen now, 0 or more; may be a fraction.</param>
    /// <param name="weight">In so many trials, above 0.</param>
    /// <param name="seen">Things seen before, 0 or more.</param>
    /// <param name="seenWeight">In so many trials, 0 or more.</param>
    public static double Surprise(double observed, double weight, double seen, double seenWeight)
    {
        if (observed <= 0 || weight <= 0)
            return 0;
        double x = weight / (weight + seenWeight + 1);
        return Math.Max(0, -LogRegularizedBeta(x, observed, seen + 0.5));
    }

    private static double LogRegularizedBeta(double x, double a, double b)
    {
        double logFront = (a * Math.Log(x)) + (b * Math.Log(1 - x)) + TailFunctions.LogGamma(a + b) - TailFunctions.LogGamma(a) - TailFunctions.LogGamma(b);
        if (x < (a + 1) / (a + b + 2))
            return logFront - Math.Log(a) + Math.Log(ContinuedFraction(x, a, b));
        double upper = Math.Exp(logFront - Math.Log(b) + Math.Log(ContinuedFraction(1 - x, b, a)));
        return Math.Log(Math.Max(1 - upper, double.Epsilon));
    }

    private static double ContinuedFraction(double x, double a, double b)
    {
        double c = 1;
        double d = 1 / NotZero(1 - ((a + b) * x / (a + 1)));
        double result = d;
        for (int term = 1; term <= TermsMax; term++)
        {
            double even = term * (b - term) * x / ((a + (2 * term) - 1) * (a + (2 * term)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            result *= d * c;
            double odd = -(a + term) * (a + b + term) * x / ((a + (2 * term)) * (a + (2 * term) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            double step = d * c;
            result *= step;
            if (Math.Abs(step - 1) < 1e-12)
                break;
        }

        return Math.Max(result, Tiny);
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
