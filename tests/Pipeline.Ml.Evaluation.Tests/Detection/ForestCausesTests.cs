using Pipeline.Ml.Data;
using Pipeline.Ml.Evaluation.Detection;

namespace Pipeline.Ml.Evaluation.Tests.Detection;

public sealed class ForestCausesTests
{
    [Fact]
    public void Rank_Contributions_AreOrderedSharesOfWhatSpeaksForAnAnomaly()
    {
        ShownCause[] causes = ForestCauses.Rank([1, -5, 3, 0], [10, 11, 12, 13], [9, 11, 20, 13]);
        Assert.Equal([new ShownCause(2, 12, 20, 0.75), new ShownCause(0, 10, 9, 0.25)], causes);
        Assert.Equal(["below", "above"], causes.Select(static cause => cause.Direction));
    }

    [Fact]
    public void Rank_NothingSpeaksForAnAnomaly_IsEmpty() => Assert.Empty(ForestCauses.Rank([0, -1], [1, 2], [1, 2]));

    [Theory]
    [InlineData(double.NaN, "missing")]
    [InlineData(4.0, "equal")]
    public void Direction_NeitherAboveNorBelow_SaysWhatItIs(double observed, string expected) =>
        Assert.Equal(expected, new ShownCause(0, observed, 4, 1).Direction);

    [Fact]
    public void Medians_OddEvenMissing_AreOfWhatIsThere()
    {
        float[] values = [3, 4, float.NaN, 1, 2, float.NaN, 2, float.NaN, float.NaN];
        double[] medians = ColumnMedians.Of(new FeatureMatrix(values, 3));
        Assert.Equal([2, 2, double.NaN], medians);
    }
}
