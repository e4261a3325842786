namespace Pipeline.Ml.Thresholds;

/// <summary>How exceedances cluster: 1 if they come singly, 1/m if in clusters of m on average.</summary>
/// <remarks>
/// The intervals estimator of Ferro and Segers, "Inference for clusters of extreme values" (J. R. Statist. Soc. B 65, 2003): from the
/// times between exceedances alone, without a run length to choose; the run length follows from the index it finds.
/// </remarks>
public static class ExtremalIndex
{
    /// <summary>The index, in (0, 1]; 1 for fewer than three exceedances, which tell nothing.</summary>
    /// <param name="positions">Positions of the exceedances, strictly ascending.</param>
    /// <exception cref="ArgumentException">The positions do not ascend.</exception>
    public static double Estimate(ReadOnlySpan<int> positions)
    {
        double max = 0, sum = 0, sumOfSquares = 0, reducedSum = 0, reducedProducts = 0;
        for (int index = 1; index < positions.Length; index++)
        {
            double gap = (double)positions[index] - positions[index - 1];
            if (gap <= 0)
                throw new ArgumentException($"Position {index} does not lie behind the one before it.", nameof(positions));
            max = Math.Max(max, gap);
            sum += gap;
            sumOfSquares += gap * gap;
            reducedSum += gap - 1;
            reducedProducts += (gap - 1) * (gap - 2);
        }

        int gaps = positions.Length - 1;
        if (gaps < 2)
            return 1;
        // Their equation (5) is for gaps that are all tiny, (6) removes its bias for all others.
        double index1 = max <= 2 ? 2 * sum * sum / (gaps * sumOfSquares) : 2 * reducedSum * reducedSum / (gaps * reducedProducts);
        return Math.Min(1, index1);
    }

    /// <summary>The run length that splits the exceedances into as many clusters as the index says.</summary>
    /// <returns>Exceedances at most so far apart belong together; 0 if they come singly.</returns>
    /// <param name="positions">Positions of the exceedances, strictly ascending.</param>
    /// <exception cref="ArgumentException">The positions do not ascend.</exception>
    public static int RunLength(ReadOnlySpan<int> positions)
    {
        double index = Estimate(positions);
        if (index >= 1)
            return 0;
        int[] gaps = new int[positions.Length - 1];
        for (int at = 0; at < gaps.Length; at++)
            gaps[at] = positions[at + 1] - positions[at];
        Array.Sort(gaps);
        // With C clusters the C - 1 longest gaps lie between them, and the C-th longest is the longest within one. Ties at the border
        // stay within.
        int clusters = Math.Min((int)Math.Ceiling(index * positions.Length), gaps.Length);
        return gaps[gaps.Length - clusters];
    }
}
