namespace Pipeline.Ml.Evaluation.Charts;

/// <summary>How many rows have which score, in bins of equal width on an axis, normal rows and anomalies apart.</summary>
/// <remarks>A row's score falls into the bin whose lower edge it does not lie below; the greatest score falls into the last one.</remarks>
public sealed class ScoreHistogram
{
    private readonly int[] _anomalies;
    private readonly int[] _others;

    /// <summary>Counts on the axis that <see cref="ScoreAxis.Choose"/> takes.</summary>
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
        foreach (double score in scores)
        {
            if (!double.IsFinite(score))
                throw new ArgumentException("A score is not finite.", nameof(scores));
        }

        Axis = ScoreAxis.Choose(scores);
        (Min, Max) = Bounds(scores);
        HasLabels = !labels.IsEmpty;
        _anomalies = new int[binCount];
        _others = new int[binCount];
        for (int row = 0; row < scores.Length; row++)
        {
            int bin = Math.Min((int)((Axis.Place(scores[row]) - Min) / (Max - Min) * binCount), binCount - 1);
            (HasLabels && labels[row] ? _anomalies : _others)[bin]++;
        }
    }

    /// <summary>Whether anomalies are known; otherwise every row counts among the others.</summary>
    public bool HasLabels { get; }

    /// <summary>Where scores stand.</summary>
    public ScoreAxis Axis { get; }

    /// <summary>Place on the axis of the first bin's lower edge.</summary>
    public double Min { get; }

    /// <summary>Place on the axis of the last bin's upper edge, above <see cref="Min"/>.</summary>
    public double Max { get; }

    public int BinCount => _others.Length;

    /// <summary>Rows labelled as anomalies, by bin.</summary>
    public ReadOnlySpan<int> Anomalies => _anomalies;

    /// <summary>All other rows, by bin.</summary>
    public ReadOnlySpan<int> Others => _others;

    private (double Min, double Max) Bounds(ReadOnlySpan<double> scores)
    {
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        foreach (double score in scores)
        {
            double place = Axis.Place(score);
            min = Math.Min(min, place);
            max = Math.Max(max, place);
        }

        // Equal scores get a bin of some width around them, so that there is something to draw.
        double half = min == max ? Math.Max(Math.Abs(min), 1) * 0.05 : 0;
        return (min - half, max + half);
    }
}
