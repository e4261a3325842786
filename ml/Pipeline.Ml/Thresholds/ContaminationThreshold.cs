namespace Pipeline.Ml.Thresholds;

/// <summary>The usual threshold: a guessed share of the given scores is called anomalous.</summary>
/// <remarks>
/// Says nothing about scores to come: with a contamination of 1 % one in a hundred is anomalous, whatever there is to be seen. To promise
/// a rate of false alarms, use <see cref="PeaksOverThreshold"/>.
/// </remarks>
public static class ContaminationThreshold
{
    /// <summary>The lowest threshold with at most the share <paramref name="contamination"/> of the scores at or above it.</summary>
    /// <remarks>
    /// As scikit-learn, whose predictions lie strictly beyond the interpolated quantile: of n scores without ties, the
    /// ceil(contamination (n - 1)) highest are anomalous, so one of two or more always is. Ties at the border are all left out, so that the share is never
    /// exceeded; when all scores are equal none is anomalous and the threshold lies just above them.
    /// </remarks>
    /// <param name="scores">At least one, finite, in any order; higher is more anomalous.</param>
    /// <param name="contamination">In (0, 0.5].</param>
    /// <exception cref="ArgumentException">There are no scores, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The contamination is outside its range.</exception>
    public static double Of(ReadOnlySpan<double> scores, double contamination)
    {
        ScoreCheck.AllFinite(scores, nameof(scores));
        if (!(contamination > 0 && contamination <= 0.5))
            throw new ArgumentOutOfRangeException(nameof(contamination), contamination, "Contamination must lie in (0, 0.5].");

        double[] sorted = scores.ToArray();
        Array.Sort(sorted);
        // The small term keeps 0.07 * 100 = 7.000000000000001 from becoming eight.
        int anomalies = (int)Math.Ceiling((contamination * (sorted.Length - 1)) - 1e-9);
        int first = sorted.Length - anomalies;
        double border = sorted[first - 1];
        while (first < sorted.Length && sorted[first] == border)
            first++;
        return first < sorted.Length ? sorted[first] : Math.BitIncrement(border);
    }
}
