using Pipeline.Ml.Data;
using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Tests.Tails;

public sealed class TailModelTests
{
    private static readonly string[] s_varying =
        ["normal", "normal far from 0", "exponential", "lognormal", "Pareto 1.5", "Poisson 2", "Poisson 20", "negative binomial", "uniform integers"];

    public static TheoryData<string, int> VaryingAndSeeds()
    {
        TheoryData<string, int> data = [];
        foreach (string name in s_varying)
        {
            foreach (int seed in (int[])[1, 2, 3])
                data.Add(name, seed);
        }

        return data;
    }

    [Theory]
    [InlineData("normal", FeatureKind.Continuous)]
    [InlineData("Pareto 1.5", FeatureKind.Continuous)]
    [InlineData("Poisson 20", FeatureKind.Count)]
    [InlineData("two-valued", FeatureKind.Count)]
    [InlineData("constant", FeatureKind.Constant)]
    public void Kind_FollowsFromTheData(string distribution, FeatureKind expected) =>
        Assert.Equal(expected, Fit(distribution, 1, 1_000)[0].Kind);

    [Fact]
    public void Kind_OfWholeNumbersBelowZeroOrTooLarge_IsContinuous()
    {
        Assert.Equal(FeatureKind.Continuous, Fit([-1, 0, 1, 2])[0].Kind);
        Assert.Equal(FeatureKind.Continuous, Fit([1, 2, TailModel.MaxCount + 1])[0].Kind);
        Assert.Equal(FeatureKind.Count, Fit([1, 2, TailModel.MaxCount])[0].Kind);
    }

    [Fact]
    public void Feature_TellsWhatWasSeen()
    {
        FeatureTail feature = Fit([5, 1, 4, float.NaN, 2, 3.5f])[0];

        Assert.Equal(3.5, feature.Median);
        Assert.Equal(1, feature.Min);
        Assert.Equal(5, feature.Max);
        Assert.Equal(1.4826 * 1.5, feature.Scale, 3);
        Assert.Equal(5, feature.PresentWeight);
        Assert.Equal(1, feature.MissingWeight);
    }

    [Theory]
    [MemberData(nameof(VaryingAndSeeds))]
    public void Surprise_HasNoJumpAtTheBorder(string distribution, int seed)
    {
        foreach (int rows in (int[])[20, 300, 5_000])
        {
            FeatureTail feature = Fit(distribution, seed, rows)[0];
            float max = (float)feature.Max, min = (float)feature.Min;
            Assert.InRange(feature.Surprise(MathF.BitIncrement(max)) - feature.Surprise(max), 0, 1e-3);
            Assert.InRange(feature.Surprise(min) - feature.Surprise(MathF.BitDecrement(min)), 0, 1e-3);
        }
    }

    [Theory]
    [MemberData(nameof(VaryingAndSeeds))]
    public void Surprise_RisesFromTheMedianOutwards(string distribution, int seed)
    {
        foreach (int rows in (int[])[3, 20, 300, 5_000])
        {
            FeatureTail feature = Fit(distribution, seed, rows)[0];
            AssertRises(feature, sign: 1);
            AssertRises(feature, sign: -1);
        }
    }

    [Theory]
    [MemberData(nameof(VaryingAndSeeds))]
    public void Surprise_RisesStrictlyBeyondTheSeen(string distribution, int seed)
    {
        FeatureTail feature = Fit(distribution, seed, 2_000)[0];
        double step = Math.Max(1, feature.Scale), before = feature.Surprise((float)feature.Max);
        for (int i = 2; i < 40; i++)
        {
            double surprise = feature.Surprise((float)(feature.Max + (i * step)));
            Assert.True(surprise > before, $"{distribution}, seed {seed}, step {i}: {surprise} after {before}");
            before = surprise;
        }
    }

    [Fact]
    public void SeenMaximumFarOut_MakesItsNeighbourhoodUsual()
    {
        float[] values = new SampleSource(11).Draw("normal", 5_000);
        values[17] = 40;
        FeatureTail feature = Fit(values)[0];

        Assert.InRange(feature.Surprise(41) - feature.Surprise(40), 0, 0.2);
        Assert.True(feature.Surprise(400) > feature.Surprise(41) + 2);
    }

    [Fact]
    public void TenRobustSigmas_AreFarMoreSurprisingThanTheLargestSeen()
    {
        FeatureTail feature = Fit("normal far from 0", 12, 5_000)[0];

        Assert.InRange(feature.Surprise(110) - feature.Surprise((float)feature.Max), 6, 30);
        Assert.InRange(feature.Surprise((float)feature.Min) - feature.Surprise(90), 6, 30);
    }

    [Fact]
    public void CountThatExplodes_IsAsImprobableAsItsLawSays()
    {
        // A Poisson variable of mean 2 exceeds 846 with a probability near 10^-1834.
        FeatureTail feature = Fit("Poisson 2", 13, 5_000)[0];
        Assert.InRange(feature.Surprise(847) / Math.Log(10), 1_780, 1_890);
    }

    [Fact]
    public void OverDispersedCount_IsLessSurprisedThanPoisson()
    {
        SampleSource source = new(14);
        float[] wide = new float[5_000], narrow = new float[5_000];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = source.NegativeBinomial(2, 20);
            narrow[i] = source.Poisson(20);
        }

        Assert.InRange(Fit(wide)[0].Surprise(200), 9, 30);
        Assert.True(Fit(narrow)[0].Surprise(200) > 150);
    }

    [Fact]
    public void CountWithParetoTail_DoesNotScream()
    {
        SampleSource source = new(15);
        float[] values = [.. source.Draw("Pareto 1.5", 5_000).Select(value => Math.Min(MathF.Floor(value), 5_000))];
        FeatureTail feature = Fit(values)[0];

        Assert.Equal(FeatureKind.Count, feature.Kind);
        Assert.InRange(feature.Surprise((float)(10 * feature.Max)), 8, 16);
    }

    [Fact]
    public void OneSide_IsBlindOnTheOther_AndTwiceAsSharp()
    {
        FeatureMatrix data = new SampleSource(16).Column("normal", 1_000);
        FeatureTail both = TailModel.Fit(data, new TailOptions())[0];
        FeatureTail upper = TailModel.Fit(data, new TailOptions { Sides = TailSides.Upper })[0];
        FeatureTail lower = TailModel.Fit(data, new TailOptions { Columns = [new() { Sides = TailSides.Lower }] })[0];

        Assert.Equal(both.Surprise(8) + Math.Log(2), upper.Surprise(8), 9);
        Assert.Equal(0, upper.Surprise(-8));
        Assert.Equal(both.Surprise(-8) - Math.Log(2), lower.Surprise(-8), 9);
        Assert.Equal(0, lower.Surprise(8));
    }

    [Fact]
    public void Explain_NamesTheCauseWithItsSide_AndGivesTheScore()
    {
        SampleSource source = new(17);
        TailModel model = TailModel.Fit(source.Table(["normal", "Poisson 2", "exponential"], 2_000), new TailOptions());
        double[] surprises = new double[3];
        float[] row = [-9, 2, 1];

        double score = model.Explain(row, surprises);

        Assert.Equal(model.Score(row), score);
        Assert.True(surprises[0] < -10);
        Assert.InRange(Math.Abs(surprises[1]), 0, 1);
        Assert.Equal(-surprises[0] - Math.Log(3), score, 12);
    }

    [Fact]
    public void UsualRow_ScoresNothing()
    {
        TailModel model = TailModel.Fit(new SampleSource(18).Table(["normal", "Poisson 2", "constant"], 500), new TailOptions());
        Assert.Equal(0, model.Score([0.1f, 2, 3]));
    }

    [Fact]
    public void Bulk_IsTheSameAsRowByRow()
    {
        SampleSource source = new(19);
        string[] names = ["normal", "Poisson 2", "often missing", "Pareto 1.5"];
        TailModel model = TailModel.Fit(source.Table(names, 500), new TailOptions());
        FeatureMatrix rows = source.Table(names, 300);
        double[] scores = new double[300];
        model.Score(rows, scores);

        for (int i = 0; i < scores.Length; i++)
            Assert.Equal(model.Score(rows.Row(i)), scores[i]);
    }

    [Fact]
    public void Scoring_AllocatesNothing()
    {
        SampleSource source = new(20);
        TailModel model = TailModel.Fit(source.Table(s_varying, 500), new TailOptions());
        float[] row = new float[s_varying.Length];
        Array.Fill(row, 1e6f);
        double sum = model.Score(row);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            sum += model.Score(row);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(double.IsFinite(sum));
    }

    [Fact]
    public void FewOrderStatistics_KeepTheTailsExactAndTheMiddleClose()
    {
        FeatureMatrix data = new SampleSource(21).Column("lognormal", 50_000);
        FeatureTail exact = TailModel.Fit(new FeatureMatrix(data.Values[..1_000], 1), new TailOptions())[0];
        FeatureTail full = TailModel.Fit(data, new TailOptions())[0];
        FeatureTail few = TailModel.Fit(data, new TailOptions { OrderStatistics = 64 })[0];
        float[] sorted = data.Values.ToArray();
        Array.Sort(sorted);

        Assert.Equal(1_000, exact.Parts.Seen.Values.Length);
        Assert.InRange(full.Parts.Seen.Values.Length, 900, 1_024);
        Assert.InRange(few.Parts.Seen.Values.Length, 40, 64);
        for (int i = 0; i < sorted.Length; i += 7)
        {
            double p = Math.Min(1, 2 * Math.Min(i + 1, sorted.Length - i) / (sorted.Length + 1d));
            Assert.InRange(Math.Exp(-Math.Abs(full.Surprise(sorted[i]))), p * 0.97, (p * 1.03) + 1e-12);
            Assert.InRange(Math.Exp(-Math.Abs(few.Surprise(sorted[i]))), p * 0.6, p * 1.6);
        }

        Assert.Equal(full.Surprise(sorted[^5]), few.Surprise(sorted[^5]), 12);
        Assert.Equal(full.Surprise(sorted[^1] + 10), few.Surprise(sorted[^1] + 10), 12);
    }

    private static void AssertRises(FeatureTail feature, int sign)
    {
        double before = 0;
        double reach = 6 * Math.Max(Math.Max(1, feature.Scale), Math.Max(feature.Max - feature.Median, feature.Median - feature.Min));
        for (int i = 0; i <= 500; i++)
        {
            float value = (float)(feature.Median + (sign * i * reach / 500));
            double surprise = Math.Max(0, sign * feature.Surprise(value));
            Assert.True(surprise >= before - 1e-9, $"{surprise} at {value} after {before}");
            before = surprise;
        }
    }

    private static TailModel Fit(string distribution, int seed, int rows) =>
        TailModel.Fit(new SampleSource(seed).Column(distribution, rows), new TailOptions());

    private static TailModel Fit(float[] values) => TailModel.Fit(new FeatureMatrix(values, 1), new TailOptions());
}
