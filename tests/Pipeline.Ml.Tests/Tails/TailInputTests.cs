using Pipeline.Ml.Data;
using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Tests.Tails;

/// <summary>Missing, infinite, huge, tiny and weighted rows; refused input.</summary>
public sealed class TailInputTests
{
    [Fact]
    public void MissingValue_IsAsSurprisingAsMissingWasRare()
    {
        Assert.Equal(Math.Log(1d / 1_001), WithMissing(0).Surprise(float.NaN), 12);
        Assert.Equal(Math.Log(2 * 11d / 1_001), WithMissing(10).Surprise(float.NaN), 12);
        Assert.Equal(0, WithMissing(600).Surprise(float.NaN));
        Assert.Equal(0, WithMissing(0, new TailOptions { MissingIsSurprising = false }).Surprise(float.NaN));
    }

    [Fact]
    public void ValueWhereMostRowsLackOne_IsItselfRare()
    {
        FeatureTail often = WithMissing(500), rarely = WithMissing(990);
        Assert.True(Math.Abs(rarely.Surprise((float)rarely.Median)) > 3);
        Assert.InRange(Math.Abs(often.Surprise((float)often.Median)), 0, 0.1);
    }

    [Fact]
    public void FeatureThatAppearsLate_SurprisesByItsMagnitudeAndTheRowsWithoutIt()
    {
        FeatureTail few = Absent(100), many = Absent(10_000);

        Assert.Equal(FeatureKind.Absent, many.Kind);
        Assert.True(double.IsNaN(many.Median));
        Assert.Equal(0, many.Surprise(float.NaN));
        Assert.InRange(many.Surprise(1), 1, TailModel.MutedSurprise);
        Assert.True(many.Surprise(847) > many.Surprise(20) && many.Surprise(20) > many.Surprise(2));
        Assert.True(many.Surprise(847) > few.Surprise(847) + 4);
        Assert.True(many.Surprise(-847) < -10);
        Assert.True(many.Surprise(847) - Math.Log(20) > -Math.Log(0.001));
    }

    [Fact]
    public void InfiniteValue_IsTheLargestSurpriseOfItsSide()
    {
        foreach (string name in (string[])["normal", "Pareto 1.5", "Poisson 2", "negative binomial", "constant", "two-valued", "often missing"])
        {
            FeatureTail feature = TailModel.Fit(new SampleSource(41).Column(name, 1_000), new TailOptions())[0];
            double up = feature.Surprise(float.PositiveInfinity), down = feature.Surprise(float.NegativeInfinity);
            Assert.InRange(up, feature.Surprise(float.MaxValue), TailModel.MaxSurprise);
            Assert.InRange(down, -TailModel.MaxSurprise, feature.Surprise(float.MinValue));
            Assert.True(up > 20 && down < -20, name);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Anything_ScoresFiniteAndRisesBeyondTheSeen(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 300; round++)
        {
            float[] values = new float[random.Next(1, 60)];
            for (int i = 0; i < values.Length; i++)
                values[i] = Anything(random);
            values[0] = float.IsNaN(values[0]) ? 1 : values[0];
            FeatureTail feature = TailModel.Fit(new FeatureMatrix(values, 1), new TailOptions())[0];
            float[] asked = [.. Enumerable.Range(0, 40).Select(_ => Anything(random)), float.PositiveInfinity, float.NegativeInfinity];
            Array.Sort(asked);
            double before = 0;
            foreach (float value in asked)
            {
                double surprise = feature.Surprise(value);
                Assert.True(Math.Abs(surprise) <= TailModel.MaxSurprise, $"seed {seed}, round {round}: {surprise} at {value}");
                if (!(value > feature.Max))
                    continue;
                Assert.True(surprise >= before - 1e-9, $"seed {seed}, round {round}: {surprise} at {value} after {before}");
                before = surprise;
            }
        }
    }

    [Fact]
    public void DenormalValues_HaveATailOfTheirOwn()
    {
        float[] values = [.. new SampleSource(42).Draw("exponential", 2_000).Select(value => value * 1e-42f)];
        FeatureTail feature = TailModel.Fit(new FeatureMatrix(values, 1), new TailOptions())[0];

        Assert.True(feature.Scale > 0);
        Assert.InRange(feature.Surprise(1e-40f), feature.Surprise((float)feature.Max), 40);
    }

    [Fact]
    public void WeightedRows_AreAsTheirCopies()
    {
        string[] names = ["normal", "Poisson 2", "often missing", "Pareto 1.5", "constant"];
        SampleSource source = new(43);
        Random random = new(43);
        FeatureMatrix rows = source.Table(names, 400);
        float[] weights = new float[rows.RowCount];
        List<float> copies = [];
        for (int row = 0; row < weights.Length; row++)
        {
            weights[row] = random.Next(0, 4);
            for (int copy = 0; copy < weights[row]; copy++)
                copies.AddRange(rows.Row(row));
        }

        TailModel weighted = TailModel.Fit(rows, new TailOptions(), weights);
        TailModel copied = TailModel.Fit(new FeatureMatrix(copies.ToArray(), names.Length), new TailOptions());

        FeatureMatrix asked = source.Table(names, 1_000);
        for (int row = 0; row < asked.RowCount; row++)
        {
            float[] values = asked.Row(row).ToArray();
            Assert.Equal(copied.Score(values), weighted.Score(values));
            values[row % 5] *= 7;
            Assert.Equal(copied.Score(values), weighted.Score(values));
        }
    }

    [Fact]
    public void RowOfWeightZero_IsNotThere()
    {
        TailModel model = TailModel.Fit(new FeatureMatrix(new float[] { 1, 2, 3, float.PositiveInfinity, 4 }, 1), new TailOptions(), new float[] { 1, 1, 1, 0, 1 });
        Assert.Equal(4, model[0].Max);
        Assert.Equal(4, model[0].PresentWeight);
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void ImpossibleWeight_IsRefusedWithItsRow(float weight)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => TailModel.Fit(new FeatureMatrix(new float[6], 2), new TailOptions(), new float[] { 1, 1, weight }));
        Assert.Contains("Row 2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InfiniteValueToLearnFrom_IsRefusedWithItsPlace()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => TailModel.Fit(new FeatureMatrix(new float[] { 1, 2, 3, float.NegativeInfinity }, 2), new TailOptions()));
        Assert.Contains("Row 1 holds -Infinity in column 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImpossibleOptionsAndShapes_AreRefused()
    {
        FeatureMatrix data = new(new float[] { 1, 2, -3, 4 }, 2);
        AssertRefused("no row", () => TailModel.Fit(new FeatureMatrix(Array.Empty<float>(), 2), new TailOptions()));
        AssertRefused("no row", () => TailModel.Fit(data, new TailOptions(), new float[2]));
        AssertRefused("3 weights for 2 rows", () => TailModel.Fit(data, new TailOptions(), new float[3]));
        AssertRefused("options for 1 columns", () => TailModel.Fit(data, new TailOptions { Columns = [null] }));
        AssertRefused("of column 1", () => TailModel.Fit(data, new TailOptions { Columns = [null, new() { MinimumAbsoluteDeviation = -1 }] }));
        AssertRefused("of all columns", () => TailModel.Fit(data, new TailOptions { MinimumRelativeDeviation = double.NaN }));
        AssertRefused("kind of column 0", () => TailModel.Fit(data, new TailOptions { Columns = [new() { Kind = FeatureKind.Absent }, null] }));
        AssertRefused("sides of all columns", () => TailModel.Fit(data, new TailOptions { Sides = 0 }));
        AssertRefused("Column 0 is to be a count", () => TailModel.Fit(data, new TailOptions { Columns = [new() { Kind = FeatureKind.Count }, null] }));
        AssertRefused("order statistics", () => TailModel.Fit(data, new TailOptions { OrderStatistics = 5 }));

        TailModel model = TailModel.Fit(data, new TailOptions());
        AssertRefused("3 columns where the model has 2", () => model.Score(new float[3]));
        AssertRefused("1 columns where the model has 2", () => model.Explain(new float[2], new double[1]));
        AssertRefused("1 places", () => model.Score(data, new double[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => model[2]);
    }

    private static void AssertRefused(string reason, Action action) =>
        Assert.Contains(reason, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static float Anything(Random random) => random.Next(9) switch
    {
        0 => 0,
        1 => float.MaxValue,
        2 => float.MinValue,
        3 => float.Epsilon,
        4 => random.Next(0, 5),
        5 => float.NaN,
        6 => (float)Math.Pow(10, random.Next(-45, 39)) * random.Next(-3, 4),
        7 => random.Next(0, 20_000),
        _ => random.NextSingle(),
    } is var value && float.IsInfinity(value) ? float.MaxValue : value;

    private static FeatureTail WithMissing(int missing, TailOptions? options = null)
    {
        float[] values = new SampleSource(44).Draw("normal", 1_000);
        Array.Fill(values, float.NaN, 0, missing);
        return TailModel.Fit(new FeatureMatrix(values, 1), options ?? new TailOptions())[0];
    }

    private static FeatureTail Absent(int rows)
    {
        float[] values = new float[rows];
        Array.Fill(values, float.NaN);
        return TailModel.Fit(new FeatureMatrix(values, 1), new TailOptions())[0];
    }
}
