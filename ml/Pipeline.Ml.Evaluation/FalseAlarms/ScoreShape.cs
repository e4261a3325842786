using Pipeline.Ml.Evaluation.Statistics;

namespace Pipeline.Ml.Evaluation.FalseAlarms;

/// <summary>A distribution of scores, as a rising function of a standard normal number.</summary>
/// <remarks>
/// One series of normal numbers, independent or autocorrelated, thus becomes scores of every shape with the same episodes at the same
/// place, and a threshold on scores can be taken back to one on normal numbers.
/// </remarks>
/// <param name="Name">As in the table.</param>
/// <param name="Score">The score for a normal number; rises strictly as far as doubles can tell.</param>
public sealed record ScoreShape(string Name, Func<double, double> Score)
{
    // No run draws a normal number beyond this: one in 10^88 is.
    private const double ReachMax = 20;

    /// <summary>
    /// The shapes of the table: tails that end (<c>uniform</c>, <c>forest</c>), thin, exponential and heavy ones. <c>forest</c> looks like
    /// scores of an isolation forest: about 0.4, skewed upwards, below 1; it is 2^-exp((1 - z) / 4).
    /// </summary>
    public static IReadOnlyList<ScoreShape> All { get; } =
    [
        new("normal", static z => z),
        new("exponential", static z => -Math.Log(NormalTail.Above(z))),
        new("lognormal", Math.Exp),
        new("uniform", static z => 1 - NormalTail.Above(z)),
        new("Student t(3)", StudentQuantile),
        new("forest", static z => Math.Pow(2, -Math.Exp(0.25 - (0.25 * z)))),
    ];

    /// <summary>The lowest normal number whose score is at or above a threshold; positive infinity if none is.</summary>
    public double NormalAt(double threshold)
    {
        double below = -ReachMax;
        double above = ReachMax;
        if (!(Score(above) >= threshold))
            return double.PositiveInfinity;
        while (true)
        {
            double middle = (below + above) / 2;
            if (middle <= below || middle >= above)
                return above;
            if (Score(middle) >= threshold)
                above = middle;
            else
                below = middle;
        }
    }

    /// <summary>The quantile of Student's t with three degrees of freedom, by bisection of P(T > t), which has a closed form.</summary>
    private static double StudentQuantile(double z)
    {
        if (z < 0)
            return -StudentQuantile(-z);
        double tail = NormalTail.Above(z);
        double below = 0;
        double above = 1;
        while (StudentAbove(above) > tail && above < 1e30)
            above *= 2;
        for (int step = 0; step < 60; step++)
        {
            double middle = (below + above) / 2;
            if (StudentAbove(middle) > tail)
                below = middle;
            else
                above = middle;
        }

        return above;
    }

    /// <summary>P(T > t) = (atan(1/x) - x / (1 + x^2)) / pi with x = t / sqrt 3; a series far out, where the two terms cancel.</summary>
    private static double StudentAbove(double t)
    {
        double x = t / Math.Sqrt(3);
        if (x < 50)
            return (Math.Atan2(1, x) - (x / (1 + (x * x)))) / Math.PI;
        double inverse = 1 / (x * x);
        return inverse / x * ((2.0 / 3) - (4.0 / 5 * inverse)) / Math.PI;
    }
}
