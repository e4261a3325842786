namespace Pipeline.Ml.Tails;

/// <summary>
/// Some of a column's values in ascending order with the exact weight on either side of each: an empirical tail in bounded memory.
/// </summary>
/// <remarks>
/// Up to the allowed number every distinct value is kept. Of more, a quarter of the places go to the lowest values, a quarter to the
/// highest, and the others to values whose weight outside grows geometrically from there to the median: p is exact at every kept value,
/// everywhere in the tails, and between two kept values wrong by at most the step, a few percent of p itself (3 % for a million rows).
/// </remarks>
internal sealed class OrderStatistics
{
    private readonly float[] _values;
    private readonly double[] _atOrBelow;
    private readonly double[] _atOrAbove;

    private OrderStatistics(float[] values, double[] atOrBelow, double[] atOrAbove) =>
        (_values, _atOrBelow, _atOrAbove) = (values, atOrBelow, atOrAbove);

    public static OrderStatistics Empty { get; } = new([], [], []);

    /// <summary>Ascending, each larger than the one before.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Weight of all rows that held the value or a lower one.</summary>
    public ReadOnlySpan<double> AtOrBelow => _atOrBelow;

    /// <summary>Weight of all rows that held the value or a higher one.</summary>
    public ReadOnlySpan<double> AtOrAbove => _atOrAbove;

    public static OrderStatistics Of(ColumnSample sample, int most)
    {
        int[] kept = Choose(sample, most);
        float[] values = new float[kept.Length];
        double[] atOrBelow = new double[kept.Length];
        double[] atOrAbove = new double[kept.Length];
        double below = 0;
        for (int i = 0, next = 0; next < kept.Length; i++)
        {
            below += sample.Weights[i];
            if (i == kept[next])
            {
                values[next] = sample.Values[i];
                atOrBelow[next++] = below;
            }
        }

        double above = 0;
        for (int i = sample.Count - 1, next = kept.Length - 1; next >= 0; i--)
        {
            above += sample.Weights[i];
            if (i == kept[next])
                atOrAbove[next--] = above;
        }

        return new OrderStatistics(values, atOrBelow, atOrAbove);
    }

    /// <summary>Takes arrays as they were written; null with the reason where they cannot be those of a column.</summary>
    public static OrderStatistics? TryCreate(float[] values, double[] atOrBelow, double[] atOrAbove, double totalWeight, out string reason)
    {
        // Weights are added up from either end, and small ones vanish beside large ones: sums may differ by rounding and need not rise.
        double most = totalWeight * (1 + 1e-6);
        for (int i = 0; i < values.Length; i++)
        {
            reason = $"order statistic {i} is {values[i]} with a weight of {atOrBelow[i]} up to it and {atOrAbove[i]} from it on";
            if (!float.IsFinite(values[i]) || !(atOrBelow[i] > 0 && atOrBelow[i] <= most) || !(atOrAbove[i] > 0 && atOrAbove[i] <= most))
                return null;
            if (i > 0 && !(values[i] > values[i - 1] && atOrBelow[i] >= atOrBelow[i - 1] && atOrAbove[i] <= atOrAbove[i - 1]))
                return null;
        }

        reason = "";
        return new OrderStatistics(values, atOrBelow, atOrAbove);
    }

    /// <summary>Weight on either side of a value within the seen range, the value's own included; linear between two kept values.</summary>
    public (double AtOrBelow, double AtOrAbove) Around(float value)
    {
        // The last kept value that is not above; without branches, because which half comes next cannot be predicted.
        float[] values = _values;
        int last = 0;
        for (int left = values.Length; left > 1; left -= left / 2)
            last += (left / 2) * (values[last + (left / 2)] <= value ? 1 : 0);
        double low = values[last];
        if (low == value || last + 1 == values.Length)
            return (_atOrBelow[last], _atOrAbove[last]);
        double share = (value - low) / (values[last + 1] - low);
        return (Between(_atOrBelow, last + 1, share), Between(_atOrAbove, last + 1, share));
    }

    private static double Between(double[] weights, int after, double share) =>
        weights[after - 1] + ((weights[after] - weights[after - 1]) * share);

    private static int[] Choose(ColumnSample sample, int most)
    {
        if (sample.Count <= most)
            return [.. Enumerable.Range(0, sample.Count)];
        int quarter = most / 4, lastLow = quarter - 1, firstHigh = sample.Count - quarter;
        double low = 0, high = 0, half = sample.TotalWeight / 2;
        for (int i = 0; i < quarter; i++)
        {
            low += sample.Weights[i];
            high += sample.Weights[firstHigh + i];
        }

        List<double> targets = [];
        for (int j = 1; j <= quarter && low < half; j++)
            targets.Add(low * Math.Pow(half / low, (double)j / quarter));
        for (int j = quarter - 1; j >= 1 && high < half; j--)
            targets.Add(sample.TotalWeight - (high * Math.Pow(half / high, (double)j / quarter)));

        List<int> kept = [.. Enumerable.Range(0, quarter)];
        double below = low;
        for (int i = lastLow + 1, next = 0; i < firstHigh && next < targets.Count; i++)
        {
            below += sample.Weights[i];
            if (below < targets[next])
                continue;
            kept.Add(i);
            while (next < targets.Count && targets[next] <= below)
                next++;
        }

        kept.AddRange(Enumerable.Range(firstHigh, quarter));
        return [.. kept];
    }
}
