using Pipeline.Ml.Data;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.Evaluation.Detection;
using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Evaluation.Tests.Detection;

/// <summary>Every detector on a table of noise with a count that is 3 in all rows but one.</summary>
public sealed class DetectorFactoryTests
{
    private const int RowCount = 600;
    private const int ColumnCount = 6;
    private const int CountColumn = 4;
    private const int OddRow = 123;

    [Theory]
    [InlineData(DetectorKind.Joined)]
    [InlineData(DetectorKind.Tail)]
    public void Fit_CountThatExplodesOnce_IsFirstWithItsCause(DetectorKind kind)
    {
        IFittedDetector fitted = Fit(new DetectorOptions { Kind = kind, TreeCount = 20 }, seed: 1);
        double[] scores = fitted.SeenScores!.Value.ToArray();
        Assert.Equal(OddRow, Array.IndexOf(scores, scores.Max()));
        Assert.InRange(fitted.PValue(scores[OddRow])!.Value, 0, 1e-6);
        ShownCause first = fitted.Explain(OddRow)[0];
        Assert.Equal(new ShownCause(CountColumn, 847, 3, first.Share), first);
        Assert.Equal("above", first.Direction);
        Assert.InRange(first.Share, 0.9, 1);
    }

    [Fact]
    public void Fit_Forest_ScoresAsTheForestDoes()
    {
        FeatureMatrix rows = CreateRows();
        IFittedDetector fitted = Fit(new DetectorOptions { Kind = DetectorKind.Forest, TreeCount = 20, SubsampleSize = 64, ThreadCount = 2 }, seed: 5);
        double[] scores = new double[RowCount];
        fitted.Score(rows, scores, CancellationToken.None);
        IsolationForest forest = IsolationForest.Fit(rows, new IsolationForestOptions { TreeCount = 20, SubsampleSize = 64, Seed = 5 });
        Assert.Equal(forest.Score(rows.Row(7)), scores[7]);
        Assert.Null(fitted.SeenScores);
        Assert.Null(fitted.PValue(scores[7]));
    }

    [Theory]
    [InlineData(DetectorKind.Joined)]
    [InlineData(DetectorKind.Forest)]
    public void Fit_OptionsOfTheForest_ChangeTheScores(DetectorKind kind)
    {
        DetectorOptions options = new() { Kind = kind, TreeCount = 20 };
        double[] plain = Score(options);
        Assert.Equal(plain, Score(options));
        Assert.NotEqual(plain, Score(options with { Scoring = ForestScoring.Density }));
        Assert.NotEqual(plain, Score(options with { RangeWeightedShare = 1 }));
        Assert.NotEqual(plain, Score(options with { TreeCount = 21 }));
        Assert.NotEqual(plain, Score(options with { SubsampleSize = 100 }));
    }

    private static double[] Score(DetectorOptions options)
    {
        double[] scores = new double[RowCount];
        Fit(options, seed: 1).Score(CreateRows(), scores, CancellationToken.None);
        return scores;
    }

    private static IFittedDetector Fit(DetectorOptions options, long seed) => DetectorFactory.Create(options).Fit(CreateRows(), seed, CancellationToken.None);

    private static FeatureMatrix CreateRows()
    {
        Random random = new(11);
        float[] values = new float[RowCount * ColumnCount];
        for (int place = 0; place < values.Length; place++)
            values[place] = place % ColumnCount == CountColumn ? 3 : random.NextSingle();
        values[(OddRow * ColumnCount) + CountColumn] = 847;
        return new FeatureMatrix(values, ColumnCount);
    }
}
