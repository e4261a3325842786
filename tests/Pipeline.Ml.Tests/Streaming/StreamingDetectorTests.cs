using Pipeline.Ml.Forest;
using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

public class StreamingDetectorTests
{
    private const int Columns = 3;

    private static readonly StreamingDetectorOptions Small = new()
    {
        WarmUpRowCount = 50,
        WindowRowCount = 512,
        RefitRowCount = 128,
        CalibrationLength = 512,
        RefractoryRowCount = 100,
        Forest = new() { TreeCount = 50, SubsampleSize = 128, Seed = 3 },
    };

    [Theory]
    [InlineData(StreamingEvidence.Joined)]
    [InlineData(StreamingEvidence.Forest)]
    [InlineData(StreamingEvidence.Tail)]
    public void Score_PrefixOfAStream_GivesThePrefixOfTheScores(StreamingEvidence evidence)
    {
        float[] rows = new Noise(seed: 8).Rows(700, Columns);
        rows[(600 * Columns) + 1] = 1e6f;

        StreamingScore[] whole = Run(rows, Small with { Evidence = evidence });
        StreamingScore[] prefix = Run(rows[..(555 * Columns)], Small with { Evidence = evidence });

        Assert.Equal(whole[..555], prefix);
    }

    [Fact]
    public void Score_SameSeed_GivesTheSameBits()
    {
        float[] rows = new Noise(seed: 9).Rows(600, Columns);

        Assert.Equal(Run(rows, Small), Run(rows, Small));
        Assert.NotEqual(Run(rows, Small), Run(rows, Small with { Forest = Small.Forest with { Seed = 4 } }));
    }

    [Fact]
    public void Score_ValueBeyondAllSeen_AlarmsAtOnceAndNamesTheColumn()
    {
        float[] rows = new Noise(seed: 10).Rows(900, Columns);
        rows[(700 * Columns) + 2] = -40f;

        StreamingScore[] scores = Run(rows, Small);

        Assert.Equal(700, MostAlarming(scores));
        Assert.Equal(2, scores[700].TailColumn);
        Assert.False(scores[700].IsTailHigh);
        Assert.All(scores[701..800], score => Assert.Equal(0.0, score.Alarm));
    }

    [Fact]
    public void Score_ValuesBetweenTwoModes_AreTheForestsToSee()
    {
        // Two clusters; then rows half way between them, where no single row ever was though every value lies well within the seen.
        float[] rows = new Noise(seed: 11).Rows(1_000, 2);
        for (int row = 0; row < 1_000; row++)
        {
            float centre = row is >= 800 and < 812 ? 0f : row % 2 == 0 ? 8f : -8f;
            rows[2 * row] += centre;
            rows[(2 * row) + 1] += centre;
        }

        StreamingScore[] scores = Run(rows, Small with { DriftPValue = 0 }, columnCount: 2);

        Assert.InRange(MostAlarming(scores), 800, 815);
        double most = scores[800..812].Max(score => score.ForestSurprise);
        Assert.True(most >= 6.5, $"the forest's surprise is {most}");
        Assert.All(scores[800..812], score => Assert.InRange(score.TailSurprise, 0.0, 1.0));
    }

    [Fact]
    public void Score_LevelChanges_AlarmsThenBecomesTheOrdinary()
    {
        float[] rows = new Noise(seed: 12).Rows(3_000, Columns);
        for (int i = 1_000 * Columns; i < rows.Length; i++)
            rows[i] += 20f;

        StreamingScore[] scores = Run(rows, Small with { RefitRowCount = 512 });

        int most = MostAlarming(scores[500..]) + 500;
        Assert.InRange(most, 1_000, 1_010);
        Assert.DoesNotContain(scores[2_000..], score => score.Alarm > 0.8 * scores[most].Alarm);
        Assert.Contains(scores[1_000..1_200], score => score.Refit == RefitReason.Drift);
    }

    [Fact]
    public void Score_IndependentRows_RefitWhenDueAndHardlyEarlier()
    {
        var detector = new StreamingDetector(Columns, Small);
        float[] rows = new Noise(seed: 13).Rows(50 + (128 * 40), Columns);
        for (int row = 0; row < rows.Length / Columns; row++)
            detector.Score(rows.AsSpan(row * Columns, Columns));

        // 40 blocks of one in a thousand each.
        Assert.InRange(detector.DriftRefitCount, 0, 2);
        Assert.InRange(detector.DueRefitCount, 38, 41);
        Assert.NotNull(detector.Forest);
    }

    [Fact]
    public void Score_WarmUp_IsSilent()
    {
        StreamingScore[] scores = Run(new Noise(seed: 14).Rows(60, Columns), Small);

        Assert.All(scores[..50], score => Assert.Equal(0.0, score.Surprise));
        Assert.Equal(RefitReason.First, scores[49].Refit);
        Assert.All(scores[..50], score => Assert.True(double.IsNaN(score.ForestScore)));
        Assert.False(double.IsNaN(scores[50].ForestScore));
    }

    [Fact]
    public void Score_MissingValues_AreNeitherAlarmNorFailure()
    {
        float[] rows = new Noise(seed: 15).Rows(800, Columns);
        for (int i = 0; i < rows.Length; i += 7)
            rows[i] = float.NaN;
        for (int row = 0; row < 800; row++)
            rows[row * Columns] = float.NaN;

        StreamingScore[] scores = Run(rows, Small);

        Assert.All(scores, score => Assert.True(score.Surprise is >= 0 and < 15, $"a surprise of {score.Surprise}"));
        Assert.DoesNotContain(scores, score => score.TailColumn == 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-12)]
    public void Score_BetweenRefits_AllocatesNothing(double driftPValue)
    {
        var detector = new StreamingDetector(Columns, Small with { RefitRowCount = 100_000, DriftPValue = driftPValue });
        float[] rows = new Noise(seed: 16).Rows(2_000, Columns);
        for (int row = 0; row < 1_000; row++)
            detector.Score(rows.AsSpan(row * Columns, Columns));

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int row = 1_000; row < 2_000; row++)
            detector.Score(rows.AsSpan(row * Columns, Columns));

        // So nothing can grow with the stream: what a refit allocates takes the place of what the last one did.
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Score_Refit_AllocatesNoMoreForTestingDrift()
    {
        // One thread, because what others allocate is not seen from here.
        StreamingDetectorOptions options = Small with { Forest = Small.Forest with { MaxDegreeOfParallelism = 1 } };
        long Allocated(double driftPValue)
        {
            const int columnCount = 20;
            var detector = new StreamingDetector(columnCount, options with { DriftPValue = driftPValue });
            float[] rows = new Noise(seed: 18).Rows(1_024, columnCount);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int row = 0; row < 1_024; row++)
                detector.Score(rows.AsSpan(row * columnCount, columnCount));

            Assert.Equal(0, detector.DriftRefitCount);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // What is allocated once in a process is not counted. A reference for each of the eight forests would take up to 40 kB each.
        Allocated(1e-12);
        long without = Allocated(0);
        Assert.True(Allocated(1e-12) - without < 40_000);
    }

    [Fact]
    public void Score_BrokenRow_IsRefusedAndNotLearnt()
    {
        var detector = new StreamingDetector(2, Small);
        detector.Score([1, 2]);

        Assert.Throws<ArgumentException>(() => detector.Score([1]));
        var e = Assert.Throws<ArgumentException>(() => detector.Score([1, float.PositiveInfinity]));

        Assert.Contains("row 1, column 1", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, detector.RowCount);
        Assert.Equal(2.0, detector.Expected(1));
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        StreamingDetectorOptions[] broken =
        [
            Small with { WarmUpRowCount = 1 },
            Small with { WindowRowCount = 49 },
            Small with { RefitRowCount = 0 },
            Small with { DriftRowCount = 7 },
            Small with { DriftPValue = 1 },
            Small with { SmoothingLength = 0 },
            Small with { CalibrationLength = 1 },
            Small with { LeastDistance = -1 },
            Small with { LeastRelativeDistance = -1 },
            Small with { RefractoryRowCount = -1 },
            Small with { Evidence = (StreamingEvidence)9 },
            Small with { Forest = Small.Forest with { Scoring = ForestScoring.Density } },
            Small with { Forest = Small.Forest with { Scoring = ForestScoring.Blended } },
        ];

        foreach (StreamingDetectorOptions options in broken)
            Assert.Throws<ArgumentOutOfRangeException>(() => new StreamingDetector(2, options));
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamingDetector(0, Small));
    }

    [Theory]
    [InlineData(32, 64, 512)]
    [InlineData(2_000, 600, 512)]
    public void Options_BlocksThatAreNeverTestedForDrift_AreRefused(int refitRowCount, int driftRowCount, int windowRowCount)
    {
        StreamingDetectorOptions options = Small with
        {
            RefitRowCount = refitRowCount, DriftRowCount = driftRowCount, WindowRowCount = windowRowCount,
        };

        var e = Assert.Throws<ArgumentOutOfRangeException>(() => new StreamingDetector(2, options));

        Assert.Contains("tested for drift", e.Message, StringComparison.Ordinal);
        Assert.Equal(nameof(options.DriftRowCount), e.ParamName);
        Assert.NotNull(new StreamingDetector(2, options with { DriftPValue = 0 }));
        Assert.NotNull(new StreamingDetector(2, options with { Evidence = StreamingEvidence.Tail }));
    }

    [Theory]
    [InlineData(64, 512)]
    [InlineData(128, 128)]
    public void Score_LongestBlocks_StillSeeADrift(int refitRowCount, int windowRowCount)
    {
        float[] rows = new Noise(seed: 17).Rows(2_000, Columns);
        for (int i = 1_000 * Columns; i < rows.Length; i++)
            rows[i] += 20f;

        StreamingScore[] scores = Run(rows, Small with
        {
            RefitRowCount = refitRowCount, DriftRowCount = Math.Min(refitRowCount, windowRowCount), WindowRowCount = windowRowCount,
        });

        Assert.Contains(scores[1_000..1_300], score => score.Refit == RefitReason.Drift);
    }

    private static int MostAlarming(StreamingScore[] scores) => Array.IndexOf(scores, scores.MaxBy(score => score.Alarm));

    private static StreamingScore[] Run(float[] rows, StreamingDetectorOptions options, int columnCount = Columns)
    {
        var detector = new StreamingDetector(columnCount, options);
        var scores = new StreamingScore[rows.Length / columnCount];
        for (int row = 0; row < scores.Length; row++)
            scores[row] = detector.Score(rows.AsSpan(row * columnCount, columnCount));

        return scores;
    }
}
