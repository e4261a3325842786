namespace Pipeline.Ml.Tails;

/// <summary>Decides what a column is and fits both of its sides.</summary>
internal static class FeatureTailFitter
{
    private const double DiscreteMinimumDeviation = 1;
    private const double CoarseRelativeDeviation = 0.1;
    private const double FineRelativeDeviation = 0.001;

    // A constant's first quarter of the smallest deviation that matters may still be rounding.
    private const double ConstantStep = 0.25;

    public static FeatureTail Fit(ColumnSample sample, TailOptions options, TailColumnOptions? column)
    {
        TailSides sides = column?.Sides ?? options.Sides;
        if (sample.Count == 0)
            return Absent(sample, options, sides, column?.MinimumAbsoluteDeviation ?? options.MinimumAbsoluteDeviation ?? DiscreteMinimumDeviation);

        // A far value may hide what kind of column it is in: the rest is looked at again.
        if (sample.SetFarAside(options.ContaminationMax, Describe(sample, options, column).Minimum))
        {
            sample.SetFarAside(options.ContaminationMax, Describe(sample, options, column).Minimum);
        }

        (bool isCount, bool isConstant, double median, double minimum) = Describe(sample, options, column);
        double scale = isConstant ? 0 : sample.Scale(median);
        (SideTail upper, SideTail lower) = isConstant ? ConstantSides(sample, isCount, minimum) : VaryingSides(sample, isCount, scale);
        return new FeatureTail(new FeatureTailParts
        {
            Kind = isConstant ? FeatureKind.Constant : isCount ? FeatureKind.Count : FeatureKind.Continuous,
            Sides = sides,
            MissingIsSurprising = options.MissingIsSurprising,
            IsDiscrete = isCount || isConstant,
            PresentWeight = sample.TotalWeight,
            MissingWeight = sample.MissingWeight,
            Median = median,
            Scale = scale,
            MinimumDeviation = minimum,
            Seen = OrderStatistics.Of(sample, options.OrderStatistics),
            Upper = upper,
            Lower = lower,
        });
    }

    private static (bool IsCount, bool IsConstant, double Median, double Minimum) Describe(
        ColumnSample sample, TailOptions options, TailColumnOptions? column)
    {
        double? absolute = column?.MinimumAbsoluteDeviation ?? options.MinimumAbsoluteDeviation;
        double? relative = column?.MinimumRelativeDeviation ?? options.MinimumRelativeDeviation;
        bool isCount = column?.Kind is { } forced ? forced == FeatureKind.Count : LooksLikeCount(sample);
        bool isConstant = sample.Count == 1;
        double median = sample.Median();
        bool isNearlyConstant = sample.Quantile(0.25) == sample.Quantile(0.75);
        double minimum = Math.Max(
            absolute ?? (isCount || (isConstant && median == Math.Floor(median)) ? DiscreteMinimumDeviation : 0),
            (relative ?? (isCount || isNearlyConstant ? CoarseRelativeDeviation : FineRelativeDeviation)) * Math.Abs(median));
        return (isCount, isConstant, median, minimum);
    }

    private static FeatureTail Absent(ColumnSample sample, TailOptions options, TailSides sides, double minimum) => new(new FeatureTailParts
    {
        Kind = FeatureKind.Absent,
        Sides = sides,
        MissingIsSurprising = options.MissingIsSurprising,
        IsDiscrete = false,
        PresentWeight = 0,
        MissingWeight = sample.MissingWeight,
        Median = 0,
        Scale = 0,
        MinimumDeviation = minimum,
        Seen = OrderStatistics.Empty,
        Upper = new SideTail(0, 0, new ParetoTail(1, ParetoTail.PriorShape), default),
        Lower = new SideTail(0, 0, new ParetoTail(1, ParetoTail.PriorShape), default),
    });

    private static (SideTail Upper, SideTail Lower) VaryingSides(ColumnSample sample, bool isCount, double scale)
    {
        double granularity = isCount ? 1 : 0;
        ParetoTail above = ParetoTail.Fit(sample, upper: true, scale, granularity, out bool isHeavy);
        ParetoTail below = ParetoTail.Fit(sample, upper: false, scale, granularity, out _);
        return isCount
            ? (new SideTail(1, 1, above, CountTail.Fit(sample, isHeavy)), new SideTail(1, 1, below, default))
            : (new SideTail(above.Scale, 0, above, default), new SideTail(below.Scale, 0, below, default));
    }

    // A constant says nothing about its spread. A count is given that of independent events; another number the smallest deviation
    // that matters, and where there is none (0, without a minimum), the unit.
    private static (SideTail Upper, SideTail Lower) ConstantSides(ColumnSample sample, bool isCount, double minimum)
    {
        double value = sample.Values[0];
        ParetoTail pareto = new(isCount ? Math.Sqrt(Math.Max(1, value)) : minimum > 0 ? minimum : 1, ParetoTail.PriorShape);
        return isCount
            ? (new SideTail(1, 1, pareto, CountTail.Fit(sample, isHeavy: false)), new SideTail(1, 1, pareto, default))
            : (new SideTail(ConstantStep * minimum, 0, pareto, default), new SideTail(ConstantStep * minimum, 0, pareto, default));
    }

    // Larger counts vary like continuous numbers, and the laws of counts would be slow to compute for them.
    private static bool LooksLikeCount(ColumnSample sample)
    {
        if (sample.Values[0] < 0 || sample.Values[^1] > TailModel.MaxCount)
            return false;
        foreach (float value in sample.Values)
        {
            if (value != MathF.Floor(value))
                return false;
        }

        return true;
    }
}
