namespace Pipeline.Ml.Tails;

/// <summary>The values of a feature that surprise no more than a bound: what a score can pass over after two comparisons.</summary>
/// <param name="From">Lowest such value; negative infinity where the lower side does not count.</param>
/// <param name="To">Highest such value; below <paramref name="From"/> if there is none.</param>
internal readonly record struct QuietRange(float From, float To)
{
    /// <summary>A missing value is in no range.</summary>
    public bool Contains(float value) => value >= From && value <= To;

    /// <summary>
    /// The widest range of seen values around the median with a surprise of at most <paramref name="bound"/>. Surprise rises on either side
    /// of the median, and between two kept values it lies between theirs, so the ends are found by halving.
    /// </summary>
    public static QuietRange Of(FeatureTail feature, double bound)
    {
        ReadOnlySpan<float> seen = feature.Parts.Seen.Values;
        int middle = seen.BinarySearch((float)feature.Median);
        middle = middle >= 0 ? middle : Math.Min(~middle, seen.Length - 1);
        if (seen.IsEmpty || Math.Abs(feature.Surprise(seen[middle])) > bound)
        {
            return new QuietRange(float.PositiveInfinity, float.NegativeInfinity);
        }

        int from = First(0, middle, seen, feature, bound, isLow: true);
        int to = First(middle, seen.Length - 1, seen, feature, bound, isLow: false);
        return new QuietRange(
            (feature.Sides & TailSides.Lower) == 0 ? float.NegativeInfinity : seen[from],
            (feature.Sides & TailSides.Upper) == 0 ? float.PositiveInfinity : seen[to]);
    }

    // The outermost quiet place between a loud end and a quiet one, or the end itself if that is quiet too.
    private static int First(int low, int high, ReadOnlySpan<float> seen, FeatureTail feature, double bound, bool isLow)
    {
        while (low < high)
        {
            int middle = isLow ? (low + high) / 2 : (low + high + 1) / 2;
            bool isQuiet = Math.Abs(feature.Surprise(seen[middle])) <= bound;
            if (isQuiet == isLow)
            {
                high = isLow ? middle : middle - 1;
            }
            else
            {
                low = isLow ? middle + 1 : middle;
            }
        }

        return low;
    }
}
