using System.Diagnostics;

namespace Pipeline.Ml.Tails;

/// <summary>
/// Logarithms of tail probabilities that are far too small for a double: 847 calls against a mean of 2 have a probability near 10^-1800.
/// Every function is defined for real arguments, so that fractions lie between their neighbours.
/// </summary>
internal static class TailFunctions
{
    private const double HalfLogTwoPi = 0.91893853320467274178;
    private const double StirlingFrom = 12;
    private const int MaxTerms = 4096;

    /// <summary>ln Gamma(x) for x above 0; relative error about 1e-15, absolute near its zeros.</summary>
    public static double LogGamma(double x)
    {
        Debug.Assert(x > 0, "The logarithm of the gamma function is asked for positive numbers only.");
        if (x >= StirlingFrom)
            return ((x - 0.5) * Math.Log(x)) - x + HalfLogTwoPi + StirlingRest(x);
        double product = 1;
        while (x < StirlingFrom)
            product *= x++;
        return ((x - 0.5) * Math.Log(x)) - x + HalfLogTwoPi + StirlingRest(x) - Math.Log(product);
    }

    /// <summary>
    /// ln(Gamma(a + b) / Gamma(a)) for positive a and b. For large a the two logarithms would cancel and leave noise, so that the
    /// difference is taken inside Stirling's formula.
    /// </summary>
    public static double LogGammaRatio(double a, double b)
    {
        if (a < StirlingFrom)
            return LogGamma(a + b) - LogGamma(a);
        return ((a + b - 0.5) * LogOnePlus(b / a)) + (b * Math.Log(a)) - b + StirlingRest(a + b) - StirlingRest(a);
    }

    /// <summary>
    /// ln P(X at least x) of a Poisson variable, for x at least its mean: the series of the lower incomplete gamma function, whose terms
    /// fall from the first on (Abramowitz and Stegun 6.5.29).
    /// </summary>
    public static double LogPoissonUpper(double x, double mean)
    {
        Debug.Assert(mean > 0 && x >= mean, "The series is meant for the upper tail.");
        double sum = 1, term = 1;
        for (int i = 1; i < MaxTerms && term > sum * 1e-17; i++)
        {
            term *= mean / (x + i);
            sum += term;
        }

        return (x * Math.Log(mean)) - mean - LogGamma(x + 1) + Math.Log(sum);
    }

    /// <summary>
    /// ln P(X at least x) of a negative binomial variable, for x above 0 and at least its mean: the incomplete beta function
    /// I_q(x, r) with q = 1 - 1 / dispersion and r = mean / (dispersion - 1).
    /// </summary>
    /// <param name="x">Above 0, at least the mean.</param>
    /// <param name="mean">Above 0.</param>
    /// <param name="dispersion">Variance over mean, above 1.</param>
    public static double LogNegativeBinomialUpper(double x, double mean, double dispersion)
    {
        Debug.Assert(mean > 0 && dispersion > 1 && x > 0 && x >= mean, "The fraction is meant for the upper tail.");
        double size = mean / (dispersion - 1);
        double front = (x * LogOnePlus(-1 / dispersion)) - (size * Math.Log(dispersion)) - Math.Log(x);
        return front + LogGammaRatio(x, size) - LogGamma(size) + Math.Log(BetaFraction(x, size, (dispersion - 1) / dispersion));
    }

    /// <summary>ln(1 + x) without the loss of a small x (Kahan).</summary>
    public static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    private static double StirlingRest(double x)
    {
        double inverse = 1 / x, square = inverse * inverse;
        return inverse * ((1d / 12) - (square * ((1d / 360) - (square * ((1d / 1260) - (square / 1680))))));
    }

    // The continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method; its parts are positive in this tail.
    private static double BetaFraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        double c = 1, d = NotZero(1 - ((a + b) * x / (a + 1)));
        d = 1 / d;
        double fraction = d;
        for (int m = 1; m < MaxTerms; m++)
        {
            double even = m * (b - m) * x / ((a - 1 + (2 * m)) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            fraction *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + 1 + (2 * m)));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            double factor = d * c;
            fraction *= factor;
            if (Math.Abs(factor - 1) < 1e-15)
                break;
        }

        return fraction;

        static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
    }
}
