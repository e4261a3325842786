namespace Pipeline.Ml.Tails;

/// <summary>The upper tail of a count by Poisson's law or the negative binomial, from the first number above all that was seen.</summary>
internal readonly struct CountTail
{
    private readonly double _logAtStart;

    /// <param name="law">Which of the laws; none gives no surprise.</param>
    /// <param name="start">At least the mean and above 0: the surprise is 0 there.</param>
    /// <param name="mean">Above 0.</param>
    /// <param name="dispersion">Variance over mean; above 1 for the negative binomial, else without meaning.</param>
    public CountTail(CountLaw law, double start, double mean, double dispersion)
    {
        (Law, Start, Mean, Dispersion) = (law, start, mean, dispersion);
        _logAtStart = law == CountLaw.None ? 0 : LogUpper(start);
    }

    public CountLaw Law { get; }

    public double Start { get; }

    public double Mean { get; }

    public double Dispersion { get; }

    /// <summary>
    /// Chooses the law by the index of dispersion, whose standard error under Poisson's law is sqrt(2 / (n - 1)); two of them decide. The
    /// mean is taken as at least 1: what never happened in n rows may still happen twice at once.
    /// </summary>
    /// <param name="sample">The counts.</param>
    /// <param name="isHeavy">Whether the outermost values contradict any exponential tail.</param>
    public static CountTail Fit(ColumnSample sample, bool isHeavy)
    {
        double mean = sample.Mean(), start = sample.Values[^1] + 1d;
        double dispersion = mean > 0 ? sample.Variance(mean) / mean : 0;
        double error = 2 * Math.Sqrt(2 / Math.Max(1, sample.TotalWeight - 1));
        CountLaw law = isHeavy || sample.Values[^1] > TailModel.MaxCount ? CountLaw.None
            : dispersion > 1 + error ? CountLaw.NegativeBinomial
            : dispersion < 1 - error ? CountLaw.UnderDispersed
            : CountLaw.Poisson;
        return new CountTail(law, start, Math.Max(mean, 1), dispersion);
    }

    /// <summary>-ln of the probability to reach this far, given that <see cref="Start"/> is reached.</summary>
    public double Surprise(double value) => value <= Start ? 0 : Math.Max(0, _logAtStart - LogUpper(value));

    private double LogUpper(double value) => Law == CountLaw.NegativeBinomial
        ? TailFunctions.LogNegativeBinomialUpper(value, Mean, Dispersion)
        : TailFunctions.LogPoissonUpper(value, Mean);
}
