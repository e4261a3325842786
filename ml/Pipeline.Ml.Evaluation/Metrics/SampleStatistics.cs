namespace Pipeline.Ml.Evaluation.Metrics;

/// <summary>Figures of a few repeated measurements.</summary>
public static class SampleStatistics
{
    /// <exception cref="ArgumentException">There are none.</exception>
    public static double Mean(ReadOnlySpan<double> values)
    {
        RequireSome(values);
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }

    /// <summary>With n - 1 in the denominator; 0 for a single value, which says nothing about spread.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static double StandardDeviation(ReadOnlySpan<double> values)
    {
        double mean = Mean(values);
        double sum = 0;
        foreach (double value in values)
            sum += (value - mean) * (value - mean);
        return values.Length > 1 ? Math.Sqrt(sum / (values.Length - 1)) : 0;
    }

    /// <summary>The middle value, or the mean of the middle two.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static double Median(ReadOnlySpan<double> values)
    {
        RequireSome(values);
        double[] ascending = values.ToArray();
        Array.Sort(ascending);
        int middle = ascending.Length / 2;
        return ascending.Length % 2 == 1 ? ascending[middle] : (ascending[middle - 1] + ascending[middle]) / 2;
    }

    private static void RequireSome(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            throw new ArgumentException("There are no values.", nameof(values));
    }
}
