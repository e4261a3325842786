namespace Pipeline.Ml.Evaluation.Detection;

/// <summary>Makes ranked causes of contributions.</summary>
internal static class ForestCauses
{
    /// <summary>The columns that speak for an anomaly, the greatest share first, equal ones in the order of the table.</summary>
    /// <param name="contributions">By column; positive speaks for an anomaly.</param>
    /// <param name="row">What was observed, by column.</param>
    /// <param name="expected">What is usual, by column.</param>
    public static ShownCause[] Rank(ReadOnlySpan<double> contributions, ReadOnlySpan<float> row, ReadOnlySpan<double> expected)
    {
        double sum = 0;
        foreach (double contribution in contributions)
            sum += Math.Max(contribution, 0);
        List<ShownCause> causes = [];
        for (int column = 0; column < contributions.Length; column++)
        {
            if (contributions[column] > 0)
                causes.Add(new ShownCause(column, row[column], expected[column], contributions[column] / sum));
        }

        return [.. causes.OrderByDescending(static cause => cause.Share)];
    }
}
