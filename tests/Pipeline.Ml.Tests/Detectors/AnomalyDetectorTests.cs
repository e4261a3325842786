using Pipeline.Ml.Data;
using Pipeline.Ml.Detectors;
using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Tests.Detectors;

public sealed class AnomalyDetectorTests
{
    private static readonly AnomalyDetectorOptions s_options = new() { Forest = new AnomalyDetectorOptions().Forest with { Seed = 51 } };

    [Fact]
    public void ConstantThatExplodes_IsSeenByTheTailAndNotByTheForest()
    {
        FeatureMatrix usual = CallCounts(2000, 52);
        float[] exploded = usual.Row(7).ToArray();
        exploded[0] = 847;

        Judgement joined = AnomalyDetector.Fit(usual, s_options).Judge(exploded);
        Judgement forest = AnomalyDetector.Fit(usual, s_options with { Kind = DetectorKind.Forest }).Judge(exploded);
        Judgement asBefore = AnomalyDetector.Fit(usual, s_options with { Kind = DetectorKind.Forest }).Judge(usual.Row(7));

        Assert.True(joined.PValue < 1e-6, $"{joined}");
        Assert.Equal(asBefore.ForestSurprise, forest.ForestSurprise);
    }

    [Fact]
    public void OneIncidentAmongTheRowsToLearnFrom_DoesNotMakeTheNextOneUsual()
    {
        FeatureMatrix usual = CallCounts(2000, 70).With((row, column, value) => row == 900 && column < 2 ? 847 : value);
        Judgement judgement = AnomalyDetector.Fit(usual, s_options).Judge([847, 2, 20, 1]);
        AnomalyDetectorOptions all = s_options with { Tail = s_options.Tail with { ContaminationMax = 0 } };
        Judgement learnt = AnomalyDetector.Fit(usual, all).Judge([847, 2, 20, 1]);

        Assert.True(judgement.PValue < 1e-6, $"{judgement}");
        Assert.True(learnt.PValue > 1e-3, $"{learnt}");
    }

    // What weights mean must reach the p-values too: most of the weight lies in rows ten times as spread.
    [Fact]
    public void PValues_HoldOnUnseenRowsOfTheWeightedPopulation()
    {
        static FeatureMatrix Spread(int rowCount, int seed, int everySoManyth) =>
            Generated.Normal(rowCount, 5, seed).With((row, _, value) => row % everySoManyth == 0 ? 10 * value : value);

        float[] weights = [.. Enumerable.Range(0, 4000).Select(row => row % 10 == 0 ? 1000f : 1f)];
        AnomalyDetector detector = AnomalyDetector.Fit(Spread(4000, 74, 10), s_options with { Kind = DetectorKind.Forest }, weights);
        double[] scores = new double[20_000];
        detector.Score(Spread(20_000, 75, 1), scores);

        Assert.InRange(scores.Count(score => AnomalyDetector.PValueOf(score) <= 0.05), 400, 1600);
        Assert.InRange(scores.Count(score => AnomalyDetector.PValueOf(score) <= 0.01), 20, 450);
    }

    [Fact]
    public void UnusualCombination_IsSeenByTheForestAndNotByTheTail()
    {
        // Two halves: (0, 0) and (8, 8). Each value of (0, 8) is usual, the pair is not.
        FeatureMatrix usual = Generated.Normal(2000, 2, 53).With((row, _, value) => value + (row % 2 == 0 ? 0 : 8));
        AnomalyDetectorOptions options = s_options with { Forest = s_options.Forest with { Scoring = ForestScoring.Density } };
        Judgement joined = AnomalyDetector.Fit(usual, options).Judge([0f, 8f]);

        Assert.True(joined.ForestSurprise > joined.TailSurprise + 2, $"{joined}");
        Assert.True(joined.PValue < 0.05, $"{joined}");
    }

    // The promise, for rows of the same distribution that no model has seen: p at most a for at most a share a of them.
    [Theory]
    [InlineData(DetectorKind.Joined, 54)]
    [InlineData(DetectorKind.Forest, 55)]
    [InlineData(DetectorKind.Tail, 56)]
    public void PValues_HoldOnUnseenRows(DetectorKind kind, int seed)
    {
        int[] counts = new int[3];
        double[] levels = [0.1, 0.01, 0.001];
        const int Repetitions = 20;
        const int RowCount = 5000;
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            AnomalyDetector detector = AnomalyDetector.Fit(CallCounts(1500, (100 * seed) + repetition), s_options with { Kind = kind });
            double[] scores = new double[RowCount];
            detector.Score(CallCounts(RowCount, (100 * seed) + 50 + repetition), scores);
            for (int level = 0; level < levels.Length; level++)
            {
                counts[level] += scores.Count(score => AnomalyDetector.PValueOf(score) <= levels[level]);
            }
        }

        for (int level = 0; level < levels.Length; level++)
        {
            // Calibrations differ among themselves by more than chance in the rows: a third is allowed on top of three standard errors.
            double expected = levels[level] * RowCount * Repetitions;
            Assert.True(counts[level] <= (1.33 * expected) + (3 * Math.Sqrt(expected)), $"p <= {levels[level]}: {counts[level]} of {expected} promised");
        }

        // And it is not a promise of nothing.
        Assert.True(counts[0] >= 0.02 * RowCount * Repetitions, $"{counts[0]} at 0.1");
    }

    // Seeds of data that none of the code was tried on.
    [Theory]
    [InlineData(3, 80)]
    [InlineData(5, 99)]
    [InlineData(10, 99)]
    public void ShiftOfOneColumnInThirty_IsNamedFirst(int sigmas, int leastOfHundred)
    {
        Random random = new(57_000 + sigmas);
        AnomalyDetector detector = AnomalyDetector.Fit(Generated.Normal(2000, 30, 57_100 + sigmas), s_options);
        FeatureMatrix rows = Generated.Normal(100, 30, 57_200 + sigmas);
        int first = 0;
        for (int i = 0; i < rows.RowCount; i++)
        {
            int cause = random.Next(30);
            bool above = random.Next(2) == 0;
            float[] row = rows.Row(i).ToArray();
            row[cause] = above ? sigmas : -sigmas;
            Cause named = detector.Explain(row).Causes[0];
            bool isRight = named.Column == cause && named.Deviation == (above ? Deviation.Above : Deviation.Below) && named.Observed == row[cause];
            first += isRight && Math.Abs(named.Expected) < 0.2 ? 1 : 0;
        }

        Assert.True(first >= leastOfHundred, $"{first} of 100 at {sigmas} sigmas");
    }

    [Fact]
    public void ShiftOfTwoColumns_NamesBoth()
    {
        Random random = new(58);
        AnomalyDetector detector = AnomalyDetector.Fit(Generated.Normal(2000, 30, 58_100), s_options);
        FeatureMatrix rows = Generated.Normal(100, 30, 58_200);
        int both = 0;
        for (int i = 0; i < rows.RowCount; i++)
        {
            int one = random.Next(30);
            int other = (one + 1 + random.Next(29)) % 30;
            float[] row = rows.Row(i).ToArray();
            row[one] = 5;
            row[other] = -5;
            IReadOnlyList<Cause> causes = detector.Explain(row).Causes;
            both += new[] { causes[0].Column, causes[1].Column }.Order().SequenceEqual(new[] { one, other }.Order()) ? 1 : 0;
        }

        Assert.True(both >= 98, $"{both} of 100");
    }

    [Fact]
    public void Causes_AreAllColumnsStrongestFirstAndTheirSharesAddUp()
    {
        AnomalyDetector detector = AnomalyDetector.Fit(CallCounts(500, 59), s_options);
        Explanation explanation = detector.Explain([5f, float.NaN, 2f, 0f]);

        Assert.Equal([0, 1, 2, 3], explanation.Causes.Select(cause => cause.Column).Order());
        Assert.Equal(explanation.Causes.Select(cause => cause.Strength).OrderDescending(), explanation.Causes.Select(cause => cause.Strength));
        Assert.Equal(1, explanation.Causes.Sum(cause => cause.Share), 9);
        Assert.Equal(Deviation.Missing, explanation.Causes.Single(cause => cause.Column == 1).Deviation);
        Assert.Equal(detector.Judge([5f, float.NaN, 2f, 0f]), explanation.Judgement);
    }

    [Fact]
    public void ColumnThatAppearsLate_IsNamedAsNew()
    {
        FeatureMatrix usual = CallCounts(1000, 60).With((_, column, value) => column == 2 ? float.NaN : value);
        float[] row = usual.Row(3).ToArray();
        row[2] = 847;
        Explanation explanation = AnomalyDetector.Fit(usual, s_options).Explain(row);

        Assert.Equal((2, Deviation.New), (explanation.Causes[0].Column, explanation.Causes[0].Deviation));
        Assert.True(explanation.Judgement.PValue < 0.01, $"{explanation.Judgement}");
    }

    [Theory]
    [InlineData(DetectorKind.Joined)]
    [InlineData(DetectorKind.Forest)]
    [InlineData(DetectorKind.Tail)]
    public void BulkSingleAndParallel_GiveTheSameBits(DetectorKind kind)
    {
        AnomalyDetector detector = AnomalyDetector.Fit(CallCounts(700, 61), s_options with { Kind = kind });
        FeatureMatrix rows = CallCounts(5000, 62).With((row, column, value) => row % 5 == column ? value * 20 : value);
        double[] scores = new double[rows.RowCount];
        double[] parallel = new double[rows.RowCount];
        detector.Score(rows, scores);
        detector.Score(rows, parallel, 3);

        Assert.Equal(scores, parallel);

        Assert.Equal(Enumerable.Range(0, rows.RowCount).Select(row => detector.Score(rows.Row(row))), scores);
        Assert.All(scores, score => Assert.False(double.IsNaN(score)));
    }

    [Fact]
    public void SameSeed_SameBitsOnAnyNumberOfThreads()
    {
        FeatureMatrix data = CallCounts(900, 63);
        double[] alone = CrossFit.Run(data, s_options).Scores.ToArray();
        AnomalyDetectorOptions parallel = s_options with { Forest = s_options.Forest with { MaxDegreeOfParallelism = 4 } };

        Assert.Equal(alone, CrossFit.Run(data, parallel).Scores.ToArray());
    }

    [Fact]
    public void TailAlone_OrdersRowsInWhichNothingStandsOut()
    {
        AnomalyDetector detector = AnomalyDetector.Fit(Generated.Normal(2000, 8, 68), s_options with { Kind = DetectorKind.Tail });
        Judgement usual = detector.Judge([0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f]);
        Judgement further = detector.Judge([1, -1, 1, -1, 1, -1, 1, -1]);

        Assert.Equal((1, 1), (usual.PValue, further.PValue));
        Assert.True(usual.Score < further.Score && further.Score < 0, $"{usual} {further}");
    }

    [Fact]
    public void OtherShapes_AreRefused()
    {
        AnomalyDetector detector = AnomalyDetector.Fit(CallCounts(50, 69), s_options with { Kind = DetectorKind.Tail });
        Assert.Throws<ArgumentException>(() => detector.Score(CallCounts(5, 1), new double[4]));
        Assert.Throws<ArgumentException>(() => detector.Score(CallCounts(5, 1), new double[6], 2));
        Assert.Throws<ArgumentException>(() => detector.Score(Generated.Normal(5, 3, 1), new double[5]));
        Assert.Throws<ArgumentException>(() => detector.Judge([1f, 2f]));
    }

    [Fact]
    public void RowOfWeightZero_IsNotLearntFrom()
    {
        FeatureMatrix data = CallCounts(600, 64);
        FeatureMatrix strange = data.With((row, _, value) => row % 4 == 0 ? 10_000 : value);
        float[] weights = [.. Enumerable.Range(0, 600).Select(row => row % 4 == 0 ? 0f : 1f)];
        float[] row = [3, 1, 20, 0.5f];

        Assert.Equal(AnomalyDetector.Fit(data, s_options, weights).Judge(row), AnomalyDetector.Fit(strange, s_options, weights).Judge(row));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(12)]
    public void FewRows_PromiseNoMoreThanTheyCan(int rowCount)
    {
        AnomalyDetector detector = AnomalyDetector.Fit(CallCounts(rowCount, 65), s_options with { Kind = DetectorKind.Forest });
        Judgement judgement = detector.Judge([900f, 900f, 900f, 900f]);
        Assert.True(judgement.PValue >= 1.0 / (rowCount + 1.0) - 1e-6, $"{judgement}");
    }

    [Fact]
    public void Cancellation_StopsTheFit() =>
        Assert.Throws<OperationCanceledException>(() => AnomalyDetector.Fit(CallCounts(100, 66), s_options, default, null, new CancellationToken(canceled: true)));

    [Fact]
    public void OptionsOutsideTheirRange_AreRefused()
    {
        FeatureMatrix data = CallCounts(10, 67);
        AnomalyDetectorOptions[] bad =
        [
            s_options with { Kind = (DetectorKind)9 }, s_options with { Order = (RowOrder)2 }, s_options with { TailShare = 0 }, s_options with { TailShare = 1 },
            s_options with { TailShare = double.NaN }, s_options with { Forest = s_options.Forest with { TreeCount = 0 } }, s_options with { FoldCount = 1 }, s_options with { FoldCount = 21 },
        ];
        Assert.All(bad, options => Assert.Throws<ArgumentOutOfRangeException>(() => AnomalyDetector.Fit(data, options)));
    }

    /// <summary>A constant 3, a Poisson count of mean 2, a Poisson count of mean 20, an exponential duration.</summary>
    internal static FeatureMatrix CallCounts(int rowCount, int seed)
    {
        Random random = new(seed);
        float[] values = new float[rowCount * 4];
        for (int i = 0; i < values.Length; i += 4)
        {
            values[i] = 3;
            values[i + 1] = Poisson(random, 2);
            values[i + 2] = Poisson(random, 20);
            values[i + 3] = (float)-Math.Log(1 - random.NextDouble());
        }

        return new FeatureMatrix(values, 4);
    }

    private static int Poisson(Random random, double mean)
    {
        double product = 1;
        int count = -1;
        for (double limit = Math.Exp(-mean); product > limit; count++)
        {
            product *= 1 - random.NextDouble();
        }

        return count;
    }
}
