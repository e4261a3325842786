using System.Text;
using Pipeline.Ml.Data;
using Pipeline.Ml.Evaluation.Detection;
using Pipeline.Ml.Evaluation.Metrics;
using Pipeline.Ml.Evaluation.Tables;

namespace Pipeline.Ml.Evaluation.Tests.Detection;

public sealed class DetectionRunTests
{
    /// <summary>Scores are the values less the seed, so that every figure can be told by hand.</summary>
    private static readonly FeatureTable Values = Read("a,label\n1,0\n5,1\n3,0\n5,0\n2,1\n");

    [Fact]
    public void Run_Seeds_AreFittedInOrderAndTheFirstIsShown()
    {
        DetectionResult result = Run(new DetectionOptions { SeedCount = 3, Seed = 7 });
        Assert.Equal([7L, 8L, 9L], result.Seeds.Select(static seed => seed.Seed));
        Assert.Equal([-6, -2, -4, -2, -5], result.Scores);
    }

    [Fact]
    public void Run_Labels_AreMeasuredForEachSeed()
    {
        DetectionResult result = Run(new DetectionOptions { SeedCount = 2 });
        RankingQuality expected = RankingQuality.Measure([1, 5, 3, 5, 2], [false, true, false, false, true]);
        Assert.Equal([expected.RocAuc, expected.RocAuc], result.RocAucs);
        Assert.Equal([expected.AveragePrecision, expected.AveragePrecision], result.AveragePrecisions);
    }

    [Fact]
    public void Run_DetectorWithScoresOfWhatItSaw_ShowsThose()
    {
        DetectionRun run = new(new ValueDetector([0, 0, 9, 0, 0]), new DetectionOptions { TopCount = 1 }, new TickingClock());
        Assert.Equal(2, Assert.Single(run.Run(Values, null, CancellationToken.None).Top).Row);
    }

    [Theory]
    [InlineData("a\n1\n2\n")]
    [InlineData("a,label\n1,0\n2,0\n")]
    public void Run_NoLabelsOfBothKinds_HasNoQuality(string text) =>
        Assert.Empty(new DetectionRun(new ValueDetector(), new DetectionOptions(), new TickingClock()).Run(Read(text), null, default).RocAucs);

    [Fact]
    public void Run_Top_IsOrderedAndTiesKeepTheTablesOrder()
    {
        DetectionResult result = Run(new DetectionOptions { TopCount = 3 });
        Assert.Equal([1, 3, 2], result.Top.Select(static row => row.Row));
        Assert.Equal(5, Assert.Single(result.Top[0].Causes).Observed);
        Assert.Equal(0.25, result.Top[0].PValue);
    }

    [Theory]
    [InlineData(0.01, 0)]
    [InlineData(0.4, 2)]
    public void Run_Contamination_FlagsAtMostTheShareAndNoPartOfATie(double share, int flagged)
    {
        DetectionResult result = Run(new DetectionOptions { Contamination = share });
        Assert.Equal(flagged, result.Flagged);
        Assert.Equal(flagged, result.Scores.Count(score => score >= result.Threshold));
    }

    /// <summary>The clock goes on by 10 ms whenever it is asked.</summary>
    [Fact]
    public void Run_Times_AreOfTheFitAndOfAllRows()
    {
        DetectionResult result = Run(new DetectionOptions());
        Assert.Equal(10, result.Fit.TotalMilliseconds, 6);
        Assert.Equal(500, result.RowsPerSecond, 6);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using CancellationTokenSource cancellation = new();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => new DetectionRun(new ValueDetector(), new DetectionOptions(), new TickingClock()).Run(Values, null, cancellation.Token));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.6)]
    [InlineData(double.NaN)]
    public void Contamination_OutsideItsRange_IsRefused(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new DetectionOptions { Contamination = share });

    private static DetectionResult Run(DetectionOptions options) =>
        new DetectionRun(new ValueDetector(), options, new TickingClock()).Run(Values, null, CancellationToken.None);

    private static FeatureTable Read(string text)
    {
        using MemoryStream content = new(Encoding.UTF8.GetBytes(text));
        return FeatureTableReader.Read(content, new FeatureTableOptions());
    }

    /// <summary>Takes the only column's value, less the seed, for the score.</summary>
    private sealed class ValueDetector(double[]? seenScores = null) : IDetector
    {
        public IFittedDetector Fit(FeatureMatrix rows, long seed, CancellationToken cancellationToken) => new Fitted(rows, seed, seenScores);

        private sealed class Fitted(FeatureMatrix seen, long seed, double[]? seenScores) : IFittedDetector
        {
            public ReadOnlyMemory<double>? SeenScores => seenScores;

            public void Score(FeatureMatrix rows, Memory<double> scores, CancellationToken cancellationToken)
            {
                for (int row = 0; row < rows.RowCount; row++)
                    scores.Span[row] = rows.Row(row)[0] - seed;
            }

            public double? PValue(double score) => 0.25;

            public IReadOnlyList<ShownCause> Explain(int row) => [new ShownCause(0, seen.Row(row)[0], 0, 1)];
        }
    }

    private sealed class TickingClock : TimeProvider
    {
        private long _timestamp;

        public override long TimestampFrequency => 100;

        public override long GetTimestamp() => _timestamp++;
    }
}
