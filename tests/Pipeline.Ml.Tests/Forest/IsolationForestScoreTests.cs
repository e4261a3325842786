using Pipeline.Ml.Data;
using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Tests.Forest;

public sealed class IsolationForestScoreTests
{
    public static TheoryData<int, int, int?, bool, int, ForestScoring> Shapes => new()
    {
        { 100, 256, null, false, 5, ForestScoring.PathLength }, { 100, 256, null, true, 5, ForestScoring.PathLength },
        { 1, 2, null, true, 1, ForestScoring.PathLength }, { 33, 17, 3, true, 2, ForestScoring.Density },
        { 32, 256, 12, true, 5, ForestScoring.Blended }, { 257, 64, 1, false, 300, ForestScoring.PathLength },
        { 7, 1000, 16, true, 5, ForestScoring.Density }, { 129, 256, null, true, 40, ForestScoring.Blended },
    };

    // What this machine takes, vectorised where it has AVX2, is held to the plain descent on values that sit on thresholds, miss, are infinite or beyond all that was seen.
    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryDescent_GivesTheBitsOfThePlainOne(int treeCount, int subsampleSize, int? height, bool missing, int columnCount, ForestScoring scoring)
    {
        FeatureMatrix data = Generated.Normal(1200, columnCount, 21).With((row, column, value) => missing && (row * 7 + column) % 11 == 0 ? float.NaN : value);
        IsolationForest forest = IsolationForest.Fit(
            data, new IsolationForestOptions
            {
                TreeCount = treeCount, SubsampleSize = subsampleSize, HeightLimit = height, Seed = 3, Scoring = scoring, RangeWeightedShare = 0.5,
            });
        float[] thresholds = [.. forest.Trees.Nodes.Select(node => node.Threshold)];
        FeatureMatrix rows = Generated.Normal(1000, columnCount, 22).With((row, column, value) => (row % 6, missing) switch
        {
            (0, _) => thresholds[(row * 31 + column) % thresholds.Length],
            (1, true) => float.NaN,
            (2, _) => (column % 2 == 0) ? float.PositiveInfinity : float.NegativeInfinity,
            (3, true) => column == 2 ? float.NaN : value,
            (4, _) => value * 1e30f,
            _ => value,
        });

        float[] blocks = new float[rows.RowCount];
        PathSums.OfRows(forest.Trees, rows.Values.Span, columnCount, blocks);
        for (int row = 0; row < rows.RowCount; row++)
        {
            float expected = ScalarTraversal.Sum(forest.Trees, rows.Row(row));
            Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(blocks[row]));
            Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(PathSums.OfRow(forest.Trees, rows.Row(row))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(545)]
    [InlineData(5000)]
    public void SingleBulkAndParallel_GiveTheSameBits(int rowCount)
    {
        IsolationForest forest = IsolationForest.Fit(Generated.Normal(2000, 3, 23), new IsolationForestOptions { Seed = 4 });
        FeatureMatrix rows = Generated.Normal(rowCount, 3, 24);
        double[] single = [.. Enumerable.Range(0, rowCount).Select(row => forest.Score(rows.Row(row)))];
        double[] bulk = new double[rowCount];
        double[] parallel = new double[rowCount];
        forest.Score(rows, bulk);
        forest.Score(rows, parallel, 4);

        Assert.Equal(single, bulk);
        Assert.Equal(single, parallel);
    }

    [Fact]
    public void SingleRow_AllocatesNothing()
    {
        IsolationForest forest = IsolationForest.Fit(Generated.Normal(500, 3, 25), new IsolationForestOptions { Seed = 5 });
        float[] row = [1, 2, 3];
        forest.Score(row);
        long before = GC.GetAllocatedBytesForCurrentThread();
        forest.Score(row);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void OtherShapes_AreRefused()
    {
        IsolationForest forest = IsolationForest.Fit(Generated.Normal(50, 3, 26), new IsolationForestOptions());
        ArgumentException exception = Assert.Throws<ArgumentException>(() => forest.Score([1f, 2f]));

        Assert.Contains("2 columns, the forest was grown from 3", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => forest.Score(Generated.Normal(5, 4, 1), new double[5]));
        Assert.Throws<ArgumentException>(() => forest.Score(Generated.Normal(5, 3, 1), new double[4]));
        Assert.Throws<ArgumentException>(() => forest.Explain([1f, 2f, 3f], new double[2]));
    }

    [Fact]
    public void ParallelScoring_IsCancelled()
    {
        IsolationForest forest = IsolationForest.Fit(Generated.Normal(50, 3, 27), new IsolationForestOptions());
        Assert.Throws<OperationCanceledException>(() => forest.Score(Generated.Normal(5000, 3, 1), new double[5000], 2, new CancellationToken(canceled: true)));
    }
}
