namespace Pipeline.Ml.Forest;

/// <summary>Where a node is cut.</summary>
internal readonly record struct Cut
{
    public Cut(int column, float min, float max, double position)
    {
        Column = column;
        float threshold = (float)(min + (position * ((double)max - min)));

        // Rounded up to the largest value, the cut would leave nothing to the right.
        Threshold = threshold < max ? threshold : float.BitDecrement(max);
        LeftWidthShare = LeftShareOf(min, max, Threshold);
    }

    public int Column { get; }

    public float Threshold { get; }

    /// <summary>Share of the column's range that goes left; strictly between 0 and 1.</summary>
    public double LeftWidthShare { get; }

    public bool MissingGoesRight { get; init; }

    private static double LeftShareOf(float min, float max, float threshold)
    {
        const double Least = 1e-6;
        return Math.Clamp(((double)threshold - min) / ((double)max - min), Least, 1 - Least);
    }
}
