using Pipeline.Ml.Forest;
using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Detectors;

/// <summary>How an <see cref="AnomalyDetector"/> is fitted.</summary>
public sealed record AnomalyDetectorOptions
{
    /// <summary>
    /// The forest that a detector takes unless told otherwise; change it by <c>DefaultForest with { TreeCount = 200 }</c>.
    /// </summary>
    public static IsolationForestOptions DefaultForest { get; } = new() { Scoring = ForestScoring.Blended, RangeWeightedShare = 0.25 };

    /// <summary>What it judges by.</summary>
    public DetectorKind Kind { get; init; } = DetectorKind.Joined;

    /// <summary>
    /// The forest. By default 100 trees, a quarter of them cut by range, with a little density blended in: on labelled tables a little
    /// better on average than a plain forest, and on none much worse (docs/isolation-forest.md has the figures). Its seed is the
    /// detector's, its threads are too.
    /// </summary>
    public IsolationForestOptions Forest { get; init; } = DefaultForest;

    /// <summary>The tail surprise.</summary>
    public TailOptions Tail { get; init; } = new();

    /// <summary>
    /// Share of the false alarms that the tail may cause, above 0 and below 1; the rest is the forest's. A half would be Bonferroni's p = 2
    /// min p. A tenth costs a value beyond the seen 2.3 nats of its surprise, which has hundreds to spare, and keeps the ordinary extremes
    /// of a table from the places of its real anomalies.
    /// </summary>
    public double TailShare { get; init; } = 0.1;

    /// <summary>What the order of the rows means.</summary>
    public RowOrder Order { get; init; } = RowOrder.Independent;

    /// <summary>
    /// Parts that the rows are split into, 2 to 20: each part is judged by a model of the others, and those scores calibrate the p-values.
    /// More parts resemble the whole more closely and take longer.
    /// </summary>
    public int FoldCount { get; init; } = 5;

    internal void Validate(int columnCount)
    {
        if (!Enum.IsDefined(Kind))
        {
            throw new ArgumentOutOfRangeException(null, $"{nameof(Kind)} is {Kind}: there is no such kind of detector.");
        }

        if (!Enum.IsDefined(Order))
        {
            throw new ArgumentOutOfRangeException(null, $"{nameof(Order)} is {Order}: there is no such order.");
        }

        if (!(TailShare > 0 && TailShare < 1))
        {
            throw new ArgumentOutOfRangeException(null, $"{nameof(TailShare)} is {TailShare}: it takes a share between 0 and 1.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(FoldCount, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(FoldCount, 20);
        ArgumentNullException.ThrowIfNull(Forest);
        ArgumentNullException.ThrowIfNull(Tail);
        Forest.Validate();
        Tail.Validate(columnCount);
    }
}
