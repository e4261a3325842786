namespace Pipeline.Ml.Forest;

/// <summary>How a forest is grown. The defaults are those of the paper: 100 trees of 256 rows each.</summary>
public sealed record IsolationForestOptions
{
    /// <summary>Trees at most: 100,000.</summary>
    public const int MaxTreeCount = 100_000;

    /// <summary>Height at most: a tree takes 20 bytes times 2^height.</summary>
    public const int MaxHeightLimit = 16;

    /// <summary>
    /// Number of trees, 1 to <see cref="MaxTreeCount"/>. The error of a score falls with its root; past 100 the order of rows hardly
    /// changes.
    /// </summary>
    public int TreeCount { get; init; } = 100;

    /// <summary>
    /// Rows that each tree is grown from, at least 2; all rows where there are fewer. More rows see finer structure, and hide clustered
    /// anomalies.
    /// </summary>
    public int SubsampleSize { get; init; } = 256;

    /// <summary>
    /// Longest path of a tree, 1 to <see cref="MaxHeightLimit"/>; null takes log2 of the subsample
    /// size, rounded up, as the paper does, and the largest where that is more.
    /// </summary>
    public int? HeightLimit { get; init; }

    /// <summary>What the score is made of.</summary>
    public ForestScoring Scoring { get; init; } = ForestScoring.PathLength;

    /// <summary>
    /// What a binary order of magnitude of density counts in <see cref="ForestScoring.Blended"/>, in steps of a path: 0 to 10. Not used
    /// elsewhere.
    /// </summary>
    public double DensityWeight { get; init; } = 0.1;

    /// <summary>
    /// Share of the trees, 0 to 1, that pick the column of a split with a probability in proportion to its range in the node, in units of
    /// its standard deviation over the whole table, as robust random cut forests do (Guha et al., ICML 2016), instead of evenly. They cut
    /// columns with outliers more often, and look at every column per node.
    /// </summary>
    public double RangeWeightedShare { get; init; }

    /// <summary>The same seed, options and rows give the same forest, bit for bit, on however many threads.</summary>
    public long Seed { get; init; }

    /// <summary>Threads that fitting uses: 1, the default, to any number; -1 takes one per core.</summary>
    public int MaxDegreeOfParallelism { get; init; } = 1;

    /// <summary>Refuses what cannot be meant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(TreeCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TreeCount, MaxTreeCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(SubsampleSize, 2);
        if (HeightLimit is { } height)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(height, 1, nameof(HeightLimit));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxHeightLimit, nameof(HeightLimit));
        }

        ThrowUnlessBetween(DensityWeight, 0, 10, nameof(DensityWeight));
        ThrowUnlessBetween(RangeWeightedShare, 0, 1, nameof(RangeWeightedShare));
        if (!Enum.IsDefined(Scoring))
        {
            throw new ArgumentOutOfRangeException(nameof(Scoring), Scoring, "There is no such scoring.");
        }

        if (MaxDegreeOfParallelism is 0 or < -1)
        {
            throw new ArgumentOutOfRangeException(nameof(MaxDegreeOfParallelism), MaxDegreeOfParallelism, "It takes 1 thread or more, or -1 for one per core.");
        }
    }

    /// <summary>Whether a tree is one of <see cref="RangeWeightedShare"/>; they are spread evenly over all.</summary>
    internal bool IsRangeWeighted(int tree) => Math.Floor((tree + 1) * RangeWeightedShare) > Math.Floor(tree * RangeWeightedShare);

    // Written so that NaN is refused too.
    private static void ThrowUnlessBetween(double value, double min, double max, string name)
    {
        if (!(value >= min && value <= max))
        {
            throw new ArgumentOutOfRangeException(name, value, $"It takes {min} to {max}.");
        }
    }
}
