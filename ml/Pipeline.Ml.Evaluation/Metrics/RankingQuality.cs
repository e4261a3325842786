namespace Pipeline.Ml.Evaluation.Metrics;

/// <summary>How well scores put anomalies before the rest.</summary>
/// <remarks>Rows with equal scores count as one step, whatever their order: neither figure depends on how the rows are sorted.</remarks>
/// <param name="RocAuc">
/// Area under the receiver operating characteristic, 0 to 1: the probability that an anomaly scores higher than a normal row, ties counting
/// half (Mann-Whitney's U by mid-ranks). 0.5 is chance.
/// </param>
/// <param name="AveragePrecision">
/// Sum over thresholds of precision times the gain in recall, 0 to 1, without interpolation, as scikit-learn's
/// <c>average_precision_score</c>. The share of anomalies is chance.
/// </param>
public readonly record struct RankingQuality(double RocAuc, double AveragePrecision)
{
    /// <summary>Measures scores against what is known.</summary>
    /// <param name="scores">Higher for what is more anomalous.</param>
    /// <param name="labels">True for an anomaly; one for each score.</param>
    /// <exception cref="ArgumentException">The lengths differ, a score is NaN, or one of the two classes is missing.</exception>
    public static RankingQuality Measure(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length)
            throw new ArgumentException($"{scores.Length} scores and {labels.Length} labels.", nameof(labels));
        long anomalies = labels.Count(true);
        long normals = labels.Length - anomalies;
        if (anomalies == 0 || normals == 0)
            throw new ArgumentException("All rows have the same label: there is no order to measure.", nameof(labels));

        double[] ascending = scores.ToArray();
        bool[] ordered = labels.ToArray();
        Array.Sort(ascending, ordered);
        if (double.IsNaN(ascending[0]))
            throw new ArgumentException("A score is NaN.", nameof(scores));

        double pairsWon = 0;
        double precisionTimesGain = 0;
        long anomaliesAbove = 0;
        long normalsAbove = 0;
        for (int last = ascending.Length - 1; last >= 0;)
        {
            int first = last;
            while (first > 0 && ascending[first - 1] == ascending[last])
                first--;
            long anomaliesHere = ordered.AsSpan(first, last - first + 1).Count(true);
            long normalsHere = last - first + 1 - anomaliesHere;
            anomaliesAbove += anomaliesHere;
            normalsAbove += normalsHere;
            pairsWon += anomaliesHere * ((normals - normalsAbove) + (0.5 * normalsHere));
            precisionTimesGain += anomaliesHere * ((double)anomaliesAbove / (anomaliesAbove + normalsAbove));
            last = first - 1;
        }

        return new RankingQuality(pairsWon / ((double)anomalies * normals), precisionTimesGain / anomalies);
    }
}
