namespace Pipeline.Ml.Evaluation.Charts;

/// <summary>How many rows have which score, in bins of equal width, normal rows and anomalies apart.</summary>
/// <remarks>A row's score falls into the bin whose lower edge it does not lie below; the greatest score falls into the last one.</remarks>
public sealed class ScoreHistogram
{
    private readonly int[] _anomalies;
    private readonly int[] _others;

    /// <param name="scores">Finite, at least one.</param>
    /// <param name="labels">One for each score, true for an anomaly; empty where nothing is known.</param>
    /// <param name="binCount">At least 1.</param>
    /// <exception cref="ArgumentException">There are no scores, one is not finite, or there are labels but not one for each.</exception>
    public ScoreHistogram(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, int binCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(binCount, 1);
        if (scores.IsEmpty)
            throw new ArgumentException("There are no scores.", nameof(scores));
        if (!labels.IsEmpty && labels.Length != scores.Length)
            throw new ArgumentException($"{scores.Length} scores and {labels.Length} labels.", nameof(labels));
        Min = double.PositiveInfinity;
        Max = double.NegativeInfinity;
        foreach (double score in scores)
        {
            if (!double.IsFinite(score))
                throw new ArgumentException("A score is not finite.", nameof(scores));
            Min = Math.Min(Min, score);
            Max = Math.Max(Max, score);
        }

        // Equal scores get a bin of some width around them, so that there is something to draw.
        if (Min == Max)
        {
            double half = Math.Max(Math.Abs(Min), 1) * 0.05;
            Min -= half;
            Max += half;
        }

        HasLabels = !labels.IsEmpty;
        _anomalies = new int[binCount];
        _others = new int[binCount];
        for (int row = 0; row < scores.Length; row++)
        {
            int bin = Math.Min((int)((scores[row] - Min) / (Max - Min) * binCount), binCount - 1);
            (HasLabels && labels[row] ? _anomalies : _others)[bin]++;
        }
    }

    /// <summary>Whether anomalies are known; otherwise every row counts among the others.</summary>
    public bool HasLabels { get; }

    /// <summary>Lower edge of the first bin.</summary>
    public double Min { get; }

    /// <summary>Upper edge of the last bin, above <see cref="Min"/>.</summary>
    public double Max { get; }

    public int BinCount => _others.Length;

    /// <summary>Rows labelled as anomalies, by bin.</summary>
    public ReadOnlySpan<int> Anomalies => _anomalies;

    /// <summary>All other rows, by bin.</summary>
    public ReadOnlySpan<int> Others => _others;
}
