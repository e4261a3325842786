namespace Pipeline.Ml.Thresholds;

/// <summary>The distribution of excesses over a high threshold: P(Y > y) = (1 + shape y / scale)^(-1 / shape).</summary>
/// <param name="Shape">0 for an exponential tail, above 0 for a heavy one, below 0 for one that ends at -scale / shape.</param>
/// <param name="Scale">In the unit of the scores, above 0.</param>
public readonly record struct GeneralizedPareto(double Shape, double Scale)
{
    // Below this the exponential is closer than rounding lets the general form be.
    private const double ShapeSmallest = 1e-9;

    /// <summary>The probability that an excess is above <paramref name="excess"/>; 1 at and below 0.</summary>
    public double Survival(double excess)
    {
        if (excess <= 0)
            return 1;
        double reach = excess / Scale;
        if (Math.Abs(Shape) < ShapeSmallest)
            return Math.Exp(-reach);
        double argument = 1 + (Shape * reach);
        return argument <= 0 ? 0 : Math.Exp(-Math.Log(argument) / Shape);
    }

    /// <summary>The excess that is exceeded with this probability.</summary>
    /// <param name="survival">In (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is outside its range.</exception>
    public double Excess(double survival)
    {
        if (!(survival > 0 && survival <= 1))
            throw new ArgumentOutOfRangeException(nameof(survival), survival, "A probability in (0, 1] is needed.");
        double logarithm = -Math.Log(survival);
        return Math.Abs(Shape) < ShapeSmallest ? Scale * logarithm : Scale / Shape * (Math.Exp(Shape * logarithm) - 1);
    }

    /// <summary>Logarithm of the likelihood of the excesses; negative infinity if one cannot be.</summary>
    public double LogLikelihood(ReadOnlySpan<double> excesses)
    {
        double sum = -excesses.Length * Math.Log(Scale);
        foreach (double excess in excesses)
        {
            double reach = excess / Scale;
            double argument = 1 + (Shape * reach);
            if (excess < 0 || argument <= 0)
                return double.NegativeInfinity;
            sum -= Math.Abs(Shape) < ShapeSmallest ? reach : ((1 / Shape) + 1) * Math.Log(argument);
        }

        return sum;
    }
}
