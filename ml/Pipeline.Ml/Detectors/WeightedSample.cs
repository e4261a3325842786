namespace Pipeline.Ml.Detectors;

/// <summary>Scores as often as their rows' weights say, without making more of them than there were rows.</summary>
/// <remarks>
/// Systematic sampling: marks at even distances along the sum of the weights each take the score they fall on, in the order of the rows.
/// The sample has the weighted distribution, and as many scores as there are rows of any weight: a few heavy rows are not evidence for
/// small p-values. Equal weights give every score once.
/// </remarks>
internal static class WeightedSample
{
    /// <param name="scores">One a row.</param>
    /// <param name="weights">Empty, or one a row, of which one at least is above 0.</param>
    public static double[] Of(double[] scores, ReadOnlySpan<float> weights)
    {
        if (weights.IsEmpty)
        {
            return scores;
        }

        int count = weights.Length - weights.Count(0f);
        double total = 0;
        foreach (float weight in weights)
        {
            total += weight;
        }

        double[] sample = new double[count];
        double sum = 0;
        int taken = 0;
        int last = 0;
        for (int row = 0; row < scores.Length && taken < count; row++)
        {
            if (weights[row] == 0)
            {
                continue;
            }

            last = row;
            sum += weights[row];
            while (taken < count && (taken + 0.5) / count * total < sum)
            {
                sample[taken++] = scores[row];
            }
        }

        // What rounding left over belongs to the last row.
        sample.AsSpan(taken).Fill(scores[last]);
        return sample;
    }
}
