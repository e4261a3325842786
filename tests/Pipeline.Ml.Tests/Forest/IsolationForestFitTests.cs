using Pipeline.Ml.Data;
using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Tests.Forest;

public sealed class IsolationForestFitTests
{
    private static readonly IsolationForestOptions s_options = new() { Seed = 11 };

    [Fact]
    public void AloneRow_ScoresAboveAllOthers()
    {
        FeatureMatrix data = Generated.Normal(1000, 4, 1).With((row, _, value) => row == 17 ? 8 : value);
        IsolationForest forest = IsolationForest.Fit(data, s_options);
        double[] scores = Score(forest, data);

        Assert.Equal(17, Array.IndexOf(scores, scores.Max()));
        Assert.InRange(scores[17], 0.7, 1);
        Assert.InRange(scores.Order().ElementAt(500), 0.35, 0.5);
    }

    [Theory]
    [InlineData(ForestScoring.PathLength, false)]
    [InlineData(ForestScoring.Density, false)]
    [InlineData(ForestScoring.PathLength, true)]
    [InlineData(ForestScoring.Density, true)]
    [InlineData(ForestScoring.Blended, true)]
    public void SameSeed_SameBitsOnAnyNumberOfThreads(ForestScoring scoring, bool byRange)
    {
        FeatureMatrix data = Generated.Normal(3000, 7, 2);
        IsolationForestOptions options = s_options with { Scoring = scoring, RangeWeightedShare = byRange ? 0.5 : 0 };
        double[] alone = Score(IsolationForest.Fit(data, options), data);
        double[] together = Score(IsolationForest.Fit(data, options with { MaxDegreeOfParallelism = 8 }), data);
        double[] otherSeed = Score(IsolationForest.Fit(data, options with { Seed = 12 }), data);

        Assert.Equal(alone, together);
        Assert.NotEqual(alone, otherSeed);
    }

    [Fact]
    public void TwoClusters_DensitySeesTheGapBetweenThem()
    {
        FeatureMatrix data = Generated.Normal(2000, 2, 3).With((row, _, value) => value + (row % 2 == 0 ? -8 : 8));
        IsolationForest forest = IsolationForest.Fit(data, s_options with { Scoring = ForestScoring.Density });

        Assert.True(forest.Score([0f, 0f]) > forest.Score([8f, 8f]) + 1, "The gap is at least twice as sparse.");
    }

    [Fact]
    public void Blended_LiesBetweenPathLengthAndDensity()
    {
        // The mean path length of a blended forest is that of the plain one plus the weight times the mean density, tree by tree.
        FeatureMatrix data = Generated.Normal(1000, 3, 12);
        double length = -Math.Log2(IsolationForest.Fit(data, s_options).Score(data.Row(3))) * AveragePathLength.Of(256);
        double density = -IsolationForest.Fit(data, s_options with { Scoring = ForestScoring.Density }).Score(data.Row(3));
        double blended = IsolationForest.Fit(data, s_options with { Scoring = ForestScoring.Blended, DensityWeight = 0.5 }).Score(data.Row(3));

        Assert.Equal(length + (0.5 * density), -Math.Log2(blended) * AveragePathLength.Of(256), 4);
    }

    [Fact]
    public void ColumnsByRange_CutTheColumnWithTheOutlierMoreOften()
    {
        FeatureMatrix data = Generated.Normal(256, 6, 4).With((row, column, value) => row == 5 && column == 3 ? 60 : value);
        double[] evenly = new double[6];
        double[] byRange = new double[6];
        double score = IsolationForest.Fit(data, s_options).Explain(data.Row(5), evenly);
        double scoreByRange = IsolationForest.Fit(data, s_options with { RangeWeightedShare = 1 }).Explain(data.Row(5), byRange);

        Assert.True(scoreByRange > score, $"{scoreByRange} by range, {score} evenly");
        Assert.True(byRange[3] > evenly[3], $"{byRange[3]} by range, {evenly[3]} evenly");
    }

    [Fact]
    public void RowOfWeightWhole_ScoresLikeItsCopies()
    {
        // One row in ten stands for fifty; the same table with the copies written out must give the same scores but for chance.
        FeatureMatrix data = Generated.Normal(400, 3, 5);
        float[] weights = [.. Enumerable.Range(0, 400).Select(row => row % 10 == 0 ? 50f : 1f)];
        float[] copies = [.. Enumerable.Range(0, 400).SelectMany(row => Enumerable.Repeat(row, (int)weights[row])).SelectMany(row => data.Row(row).ToArray())];
        IsolationForestOptions many = s_options with { TreeCount = 2000 };

        double[] weighted = Score(IsolationForest.Fit(data, many, weights), data);
        double[] copied = Score(IsolationForest.Fit(new FeatureMatrix(copies, 3), many), data);
        double[] plain = Score(IsolationForest.Fit(data, many), data);

        Assert.True(MeanDistance(weighted, copied) < 0.01, $"{MeanDistance(weighted, copied)} to the copies");
        Assert.True(MeanDistance(weighted, plain) > 0.03, $"{MeanDistance(weighted, plain)} to the unweighted rows");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void RowOfWeightZero_IsNotThere(double rangeWeightedShare)
    {
        IsolationForestOptions options = s_options with { RangeWeightedShare = rangeWeightedShare };
        FeatureMatrix data = Generated.Normal(300, 2, 6);
        FeatureMatrix strange = data.With((row, _, value) => row % 3 == 0 ? 1000 : value);
        float[] weights = [.. Enumerable.Range(0, 300).Select(row => row % 3 == 0 ? 0f : 1f)];

        Assert.Equal(
            Score(IsolationForest.Fit(data, options, weights), data),
            Score(IsolationForest.Fit(strange, options, weights), data));
    }

    [Fact]
    public void MissingValue_GoesWithTheMajorityAndDoesNotAlarm()
    {
        FeatureMatrix data = Generated.Normal(2000, 5, 7).With((row, column, value) => (row + column) % 9 == 0 ? float.NaN : value);
        IsolationForest forest = IsolationForest.Fit(data, s_options);
        double[] scores = Score(forest, data);

        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        double usual = forest.Score([0f, 0f, 0f, 0f, 0f]);
        Assert.InRange(forest.Score([0f, float.NaN, 0f, 0f, 0f]), usual - 0.05, usual + 0.05);
        Assert.True(forest.Score([9f, float.NaN, 9f, 9f, 9f]) > scores.Order().ElementAt(1900));
    }

    [Fact]
    public void MissingValueInAColumnThatHadNone_DoesNotAlarmEither()
    {
        FeatureMatrix data = Generated.Normal(2000, 6, 13);
        IsolationForest forest = IsolationForest.Fit(data, s_options);
        double[] usual = Score(forest, Generated.Normal(1000, 6, 14));
        double[] missing = Score(forest, Generated.Normal(1000, 6, 14).With((_, column, value) => column < 2 ? float.NaN : value));

        Assert.True(missing.Average() <= usual.Average(), $"{missing.Average()} with two missing, {usual.Average()} with none");
        Assert.True(missing.Max() <= usual.Max() + 0.03, $"{missing.Max()} with two missing, {usual.Max()} with none");
    }

    [Fact]
    public void ColumnMissingThroughout_IsNeverCut()
    {
        FeatureMatrix data = Generated.Normal(500, 3, 8).With((_, column, value) => column == 1 ? float.NaN : value);
        double[] contributions = new double[3];
        IsolationForest.Fit(data, s_options).Explain([4f, 100f, 4f], contributions);

        Assert.Equal(0, contributions[1]);
        Assert.True(contributions[0] > 0 && contributions[2] > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(300)]
    public void EqualRows_ScoreAHalf(int rowCount)
    {
        FeatureMatrix data = new(Enumerable.Repeat(3f, 2 * rowCount).ToArray(), 2);
        IsolationForest forest = IsolationForest.Fit(data, s_options);

        Assert.Equal(0.5, forest.Score([3f, 3f]), 6);
        Assert.Equal(0.5, forest.Score([847f, 3f]), 6);
    }

    [Fact]
    public void TreesOfTwoRows_HaveTheLengthsOfThePaper()
    {
        // Each tree sets one row apart from the other in one step, and c(2) is 1.
        IsolationForest forest = IsolationForest.Fit(new FeatureMatrix(new float[] { 1, 2 }, 1), s_options);

        Assert.Equal(1, forest.HeightLimit);
        Assert.Equal(1, forest.ExpectedValue, 6);
        Assert.Equal(0.5, forest.Score([1f]), 6);
    }

    [Fact]
    public void AdjacentAndExtremeValues_AreCutApart()
    {
        float next = float.BitIncrement(1);
        IsolationForest adjacent = IsolationForest.Fit(new FeatureMatrix(new[] { 1f, next, 1f, next }, 1), s_options);
        IsolationForest extreme = IsolationForest.Fit(new FeatureMatrix(new[] { float.MinValue, float.MaxValue, 0f, 1f }, 1), s_options);

        Assert.Equal(adjacent.Score([1f]), adjacent.Score([next]), 6);
        Assert.True(double.IsFinite(extreme.Score([float.MaxValue])) && extreme.Score([float.MaxValue]) > extreme.Score([0f]));
    }

    [Fact]
    public void Cancellation_IsObservedBetweenTrees()
    {
        using CancellationTokenSource source = new();
        Progress progress = new(source.Cancel);

        Assert.Throws<OperationCanceledException>(() =>
            IsolationForest.Fit(Generated.Normal(300, 2, 9), s_options with { TreeCount = 1000 }, default, progress, source.Token));
        Assert.Equal(1, progress.Count);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(199, 1)]
    [InlineData(1000, 4)]
    public void Progress_EndsAtOneAndIsToldAHundredTimesAtMost(int treeCount, int threads)
    {
        Progress progress = new(() => { });
        IsolationForest.Fit(
            Generated.Normal(300, 2, 9), s_options with { TreeCount = treeCount, MaxDegreeOfParallelism = threads }, default, progress);

        Assert.InRange(progress.Count, 1, 100);
        Assert.Equal(1, progress.Largest);
    }

    [Fact]
    public void InfiniteValue_IsRefusedWithItsPlace()
    {
        FeatureMatrix data = Generated.Normal(100, 7, 10).With((row, column, value) => row == 63 && column == 4 ? float.PositiveInfinity : value);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => IsolationForest.Fit(data, s_options));

        Assert.Contains("row 63, column 4 is infinite", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoRows_AreRefused() =>
        Assert.Throws<ArgumentException>(() => IsolationForest.Fit(new FeatureMatrix(Array.Empty<float>(), 3), s_options));

    [Theory]
    [InlineData(2, "2 weights for 3 rows")]
    [InlineData(3, "weight of row 1 is -1")]
    [InlineData(0, "No row has a weight")]
    public void BadWeights_AreRefused(int kind, string message)
    {
        float[] weights = kind switch { 2 => [1, 1], 3 => [1, -1, 1], _ => [0, 0, 0] };
        ArgumentException exception = Assert.Throws<ArgumentException>(() =>
            IsolationForest.Fit(new FeatureMatrix(new float[3], 1), s_options, weights));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsOutsideTheirRange_AreRefused()
    {
        FeatureMatrix data = Generated.Normal(10, 1, 1);
        IsolationForestOptions[] bad =
        [
            s_options with { TreeCount = 0 }, s_options with { TreeCount = IsolationForestOptions.MaxTreeCount + 1 },
            s_options with { SubsampleSize = 1 }, s_options with { HeightLimit = 0 }, s_options with { HeightLimit = 17 },
            s_options with { Scoring = (ForestScoring)3 }, s_options with { DensityWeight = double.NaN }, s_options with { RangeWeightedShare = 1.1 }, s_options with { MaxDegreeOfParallelism = 0 },
            s_options with { TreeCount = 50_000, HeightLimit = 16 },
        ];

        Assert.All(bad, options => Assert.Throws<ArgumentOutOfRangeException>(() => IsolationForest.Fit(data, options)));
    }

    private static double[] Score(IsolationForest forest, FeatureMatrix rows)
    {
        double[] scores = new double[rows.RowCount];
        forest.Score(rows, scores);
        return scores;
    }

    private static double MeanDistance(double[] left, double[] right) => left.Zip(right, (a, b) => Math.Abs(a - b)).Average();

    private sealed class Progress(Action told) : IProgress<double>
    {
        private readonly Lock _lock = new();

        public int Count { get; private set; }

        public double Largest { get; private set; }

        public void Report(double value)
        {
            lock (_lock)
            {
                Count++;
                Largest = Math.Max(Largest, value);
            }

            told();
        }
    }
}
