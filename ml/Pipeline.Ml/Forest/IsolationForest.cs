using Pipeline.Ml.Data;

namespace Pipeline.Ml.Forest;

/// <summary>
/// An isolation forest: few random cuts set an unusual row apart from the others, many a usual one (Liu, Ting and Zhou, ICDM 2008).
/// </summary>
/// <remarks>
/// <para>
/// Immutable once grown, and safe for any number of threads. Fitting costs (trees x subsample x height) steps; of the number of rows it
/// depends only by one look at each value and 4 bytes a row for each worker. Scoring a row costs (trees x height) steps. Memory: 20 bytes x trees x 2^height, 500 KB by
/// default.
/// </para>
/// <para>
/// What it cannot see: a column that was constant in training is never cut, and a value beyond all that was seen falls where the largest
/// one fell. For both there is <c>Pipeline.Ml.Tails</c>, and <c>Pipeline.Ml.Detectors</c> joins the two.
/// </para>
/// <code>
/// IsolationForest forest = IsolationForest.Fit(new FeatureMatrix(values, columnCount), new IsolationForestOptions { Seed = 7 });
/// double score = forest.Score(row);
/// </code>
/// </remarks>
public sealed partial class IsolationForest
{
    // Keeps both arrays of the trees below the size that one array can have.
    internal const long MaxNodeCount = (1L << 29) - (1L << 20);

    private readonly ForestTrees _trees;
    private readonly double _unitPathLength;

    internal IsolationForest(ForestTrees trees, int columnCount, int subsampleSize, ForestScoring scoring)
    {
        _trees = trees;
        ColumnCount = columnCount;
        SubsampleSize = subsampleSize;
        Scoring = scoring;
        _unitPathLength = AveragePathLength.Of(subsampleSize);
    }

    /// <summary>Columns of the table it was grown from; a row to score has as many.</summary>
    public int ColumnCount { get; }

    public int TreeCount => _trees.TreeCount;

    /// <summary>Rows that each tree was grown from: those asked for, or all where there were fewer.</summary>
    public int SubsampleSize { get; }

    /// <summary>Longest path of a tree.</summary>
    public int HeightLimit => _trees.Height;

    public ForestScoring Scoring { get; }

    internal ForestTrees Trees => _trees;

    /// <summary>Grows a forest.</summary>
    /// <param name="data">At least one row. NaN is a missing value; infinite values are refused.</param>
    /// <param name="options">How to grow it.</param>
    /// <param name="weights">
    /// Empty, or one number of 0 or more per row: how many rows it stands for. Rows are then drawn with replacement, in proportion to their
    /// weight.
    /// </param>
    /// <param name="progress">Told the share of trees that are grown, at most a hundred times, from any of the threads.</param>
    /// <param name="cancellationToken">Observed between trees.</param>
    /// <exception cref="ArgumentException">There are no rows, a value is infinite, or the weights do not fit the rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range, or the forest would take more than 10 GB.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IsolationForest Fit(
        FeatureMatrix data,
        IsolationForestOptions options,
        ReadOnlyMemory<float> weights = default,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        double[]? cumulativeWeights = RowSampler.Accumulate(weights.Span, data.RowCount);
        TrainingTable table = TrainingTable.Inspect(data, weights.Span, options.RangeWeightedShare > 0);

        int sampleSize = Math.Min(options.SubsampleSize, data.RowCount);
        int height = options.HeightLimit ?? Math.Min(CeilingLog2(sampleSize), IsolationForestOptions.MaxHeightLimit);
        if ((long)options.TreeCount << height > MaxNodeCount)
        {
            throw new ArgumentOutOfRangeException(nameof(options), $"{options.TreeCount} trees of height {height} take more than 10 GB.");
        }

        ForestTrees trees = new(options.TreeCount, height);
        FittingProgress reported = new(progress, options.TreeCount);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.MaxDegreeOfParallelism, CancellationToken = cancellationToken };
        if (options.MaxDegreeOfParallelism == 1)
        {
            TreeBuilder builder = new(table, trees, options, sampleSize, cumulativeWeights);
            for (int tree = 0; tree < options.TreeCount; tree++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                builder.Grow(tree, options.Seed);
                reported.TreeGrown();
            }
        }
        else
        {
            Parallel.For(
                0,
                options.TreeCount,
                parallel,
                () => new TreeBuilder(table, trees, options, sampleSize, cumulativeWeights),
                (tree, _, builder) =>
                {
                    builder.Grow(tree, options.Seed);
                    reported.TreeGrown();
                    return builder;
                },
                static _ => { });
        }

        return new IsolationForest(trees, data.ColumnCount, sampleSize, options.Scoring);
    }

    // The paper's height limit: past the mean depth of a tree of that many rows, nothing anomalous is left to set apart.
    private static int CeilingLog2(int count)
    {
        int log = 0;
        while (1L << log < count)
        {
            log++;
        }

        return Math.Max(1, log);
    }
}
