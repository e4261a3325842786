namespace Pipeline.Ml.Tails;

/// <summary>
/// A generalised Pareto tail beyond the outermost value that was seen: P(beyond by d) falls as (1 + shape d / scale)^(-1 / shape).
/// </summary>
/// <remarks>
/// Pickands, Balkema and de Haan: the excesses of nearly every distribution over a high threshold tend to this form. The shape is
/// estimated by Zhang and Stephens (2009) from the outermost min(n / 5, 3 sqrt n) values (at most 128 distinct ones), drawn towards 1/2
/// by a prior worth ten of them (Vehtari et al., "Pareto smoothed importance sampling"), raised by a standard error, and never below 0.1:
/// no data can promise that nothing lies beyond them.
/// </remarks>
/// <param name="Scale">In the column's unit, above 0.</param>
/// <param name="Shape">At least 0.1; 1 over the tail index.</param>
internal readonly record struct ParetoTail(double Scale, double Shape)
{
    /// <summary>What is assumed where too little is known: a tail so heavy that it has no variance.</summary>
    public const double PriorShape = 0.5;

    /// <summary>
    /// The lightest tail that is believed: what is ten scales out still has a probability of 1 in 1,000 of what was seen.
    /// </summary>
    public const double LeastShape = 0.1;

    /// <summary>Distinct values needed before a shape is estimated.</summary>
    public const int LeastDistinct = 5;

    private const int MostDistinct = 128;
    private const int MaxCandidates = 128;
    private const double PriorWeight = 10;

    /// <summary>-ln of the probability to lie this far beyond, given that a value lies beyond; 0 at 0, rising, finite.</summary>
    public double Surprise(double excess) => TailFunctions.LogOnePlus(Shape * excess / Scale) / Shape;

    /// <summary>Fits the outermost values.</summary>
    /// <param name="sample">At least two distinct values.</param>
    /// <param name="upper">Which side of the sample.</param>
    /// <param name="spread">The column's robust scale; the border's scale is at least a tenth of it.</param>
    /// <param name="granularity">Distance of neighbouring values where they are discrete, else 0; the scale is at least this.</param>
    /// <param name="isHeavy">Whether the shape is above 0 by two standard errors: no exponential tail will do.</param>
    public static ParetoTail Fit(ColumnSample sample, bool upper, double spread, double granularity, out bool isHeavy)
    {
        Span<double> excesses = stackalloc double[MostDistinct];
        Span<double> weights = stackalloc double[MostDistinct];
        double limit = Math.Min(sample.TotalWeight / 5, 3 * Math.Sqrt(sample.TotalWeight));
        int count = Outermost(sample, upper, limit, granularity / 2, excesses, weights, out double gap);

        // The gap between the two outermost values of an exponential tail exceeds three scales once in twenty times; a seen maximum far
        // from all others says that such values come.
        double least = Math.Max(Math.Max(spread / 10, gap / 3), granularity);
        isHeavy = false;
        if (count < LeastDistinct)
            return new ParetoTail(Math.Max(least, spread), PriorShape);
        excesses = excesses[..count];
        weights = weights[..count];
        double total = 0;
        foreach (double weight in weights)
            total += weight;

        double estimate = EstimateShape(excesses, weights, total);
        isHeavy = estimate > 2 * (1 + estimate) / Math.Sqrt(total);

        // A standard error is added, since an index that is too light makes p wrong by orders, one too heavy by little.
        double shape = (((total * estimate) + (PriorWeight * PriorShape)) / (total + PriorWeight)) + (1 / Math.Sqrt(total));

        // The median of the excesses fixes the scale at the threshold for this shape; towards the border the scale grows by the shape, or
        // shrinks where the tail is lighter than exponential. Beyond the border such lightness is not believed.
        double factor = Math.Abs(shape) < 1e-9 ? 1 / Math.Log(2) : shape / (Math.Pow(2, shape) - 1);
        double scale = (MedianOf(excesses, weights, total) * factor) + (shape * excesses[count - 1]);
        return new ParetoTail(Math.Max(least, scale), Math.Max(shape, LeastShape));
    }

    // Fills excesses over the first value that is not among them, ascending.
    private static int Outermost(
        ColumnSample sample, bool upper, double limit, double offset, Span<double> excesses, Span<double> weights, out double gap)
    {
        ReadOnlySpan<float> values = sample.Values;
        int last = values.Length - 1, count = 0;
        gap = upper ? (double)values[last] - values[last - 1] : (double)values[1] - values[0];
        double taken = 0;
        while (count < Math.Min(MostDistinct, last) && taken + sample.Weights[upper ? last - count : count] <= limit)
            taken += sample.Weights[upper ? last - count++ : count++];
        double threshold = values[upper ? last - count : count];
        for (int i = 0; i < count; i++)
        {
            int index = upper ? last - count + 1 + i : count - 1 - i;
            excesses[i] = Math.Abs(values[index] - threshold) - offset;
            weights[i] = sample.Weights[index];
        }

        return count;
    }

    // Zhang and Stephens: a mean of candidates for shape / scale, weighted by the likelihood of each with its best shape.
    private static double EstimateShape(ReadOnlySpan<double> excesses, ReadOnlySpan<double> weights, double total)
    {
        // Weights may be of any size: the root must be bounded before it becomes a number of candidates.
        int candidates = 30 + (int)Math.Min(MaxCandidates, Math.Sqrt(total));
        double largest = excesses[^1], quartile = QuantileOf(excesses, weights, total / 4);
        Span<double> ratios = stackalloc double[Math.Min(candidates, MaxCandidates)];
        Span<double> likelihoods = stackalloc double[ratios.Length];
        double best = double.NegativeInfinity;
        for (int j = 0; j < ratios.Length; j++)
        {
            ratios[j] = (1 / largest) + ((1 - Math.Sqrt(ratios.Length / (j + 0.5))) / (3 * quartile));
            double shape = MeanLog(excesses, weights, total, ratios[j]);
            double likelihood = total * (Math.Log(-ratios[j] / shape) - shape - 1);
            likelihoods[j] = double.IsFinite(likelihood) ? likelihood : double.NegativeInfinity;
            best = Math.Max(best, likelihoods[j]);
        }

        if (best == double.NegativeInfinity)
            return PriorShape;
        double sum = 0, ratio = 0;
        for (int j = 0; j < ratios.Length; j++)
        {
            double weight = Math.Exp(likelihoods[j] - best);
            sum += weight;
            ratio += weight * ratios[j];
        }

        return MeanLog(excesses, weights, total, ratio / sum);
    }

    // Mean of ln(1 - ratio x excess). Nearly all weights are 1, and the logarithm of a product costs as much as that of one factor: a
    // factor is below 10^90 and above 10^-20, so that the product is far from both ends of the doubles when its logarithm is taken.
    private static double MeanLog(ReadOnlySpan<double> excesses, ReadOnlySpan<double> weights, double total, double ratio)
    {
        const double Large = 1e100, Small = 1e-100;
        double sum = 0, product = 1;
        for (int i = 0; i < excesses.Length; i++)
        {
            double factor = 1 - (ratio * excesses[i]);
            if (weights[i] != 1)
            {
                sum += weights[i] * Math.Log(factor);
                continue;
            }

            product *= factor;
            if (product is > Large or < Small)
            {
                sum += Math.Log(product);
                product = 1;
            }
        }

        return (sum + Math.Log(product)) / total;
    }

    private static double MedianOf(ReadOnlySpan<double> excesses, ReadOnlySpan<double> weights, double total) =>
        QuantileOf(excesses, weights, total / 2);

    private static double QuantileOf(ReadOnlySpan<double> excesses, ReadOnlySpan<double> weights, double target)
    {
        double below = 0;
        for (int i = 0; i < excesses.Length - 1; i++)
        {
            below += weights[i];
            if (below >= target)
                return excesses[i];
        }

        return excesses[^1];
    }
}
