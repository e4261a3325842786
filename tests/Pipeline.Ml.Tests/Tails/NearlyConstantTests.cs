using Pipeline.Ml.Data;
using Pipeline.Ml.Tails;

namespace Pipeline.Ml.Tests.Tails;

/// <summary>Features that hardly ever vary: neither blind nor hysterical. An alarm is a p below 1 in 1,000 among twenty columns.</summary>
public sealed class NearlyConstantTests
{
    private static readonly double s_alarm = -Math.Log(0.001);
    private static readonly double s_twenty = Math.Log(20);

    [Fact]
    public void ConstantThatExplodes_Alarms()
    {
        Assert.True(AmongTwenty(Constant(3, 1_000), 847) > 100);
        Assert.True(AmongTwenty(Constant(0, 1_000), 847) > 100);
        Assert.True(AmongTwenty(Constant(847, 10_000), 0) > s_alarm);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(50_000)]
    public void OneMoreThanEver_IsVisibleAndNoAlarm(int rows)
    {
        FeatureTail feature = Constant(3, rows);
        Assert.InRange(feature.Surprise(4), 2, TailModel.MutedSurprise);
        Assert.InRange(feature.Surprise(2), -TailModel.MutedSurprise, -2);
        Assert.Equal(0, feature.Surprise(3));
    }

    [Fact]
    public void NegativeWholeConstant_IsAsCalmAsAPositiveOne()
    {
        FeatureTail feature = Constant(-3, 1_000);
        Assert.InRange(feature.Surprise(-4), -TailModel.MutedSurprise, -2);
        Assert.True(feature.Surprise(-847) < -10);
    }

    // A group that is rare, far and apart is not learnt; one that is not all of these is.
    [Theory]
    [InlineData(20, 847, true)]
    [InlineData(21, 847, false)]
    [InlineData(20, 7, false)]
    [InlineData(20, -847, true)]
    public void GroupFarApart_CountsAsNotSeen(int groupCount, float value, bool isAlarm)
    {
        float[] values = [.. Enumerable.Repeat(3f, 4_000 - groupCount), .. Enumerable.Repeat(value, groupCount)];
        FeatureTail feature = TailModel.Fit(new FeatureMatrix(values, 1), new TailOptions())[0];
        Assert.Equal(isAlarm, Math.Abs(feature.Surprise(value)) > 10);
        Assert.Equal(isAlarm ? 3_980 : 4_000, feature.PresentWeight);
    }

    [Fact]
    public void HeavyTail_HasNoGroupFarApart()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            FeatureTail feature = TailModel.Fit(new SampleSource(seed).Column("Pareto 1.5", 4_000), new TailOptions())[0];
            Assert.InRange(feature.PresentWeight, 3_998, 4_000);
        }
    }

    [Fact]
    public void ThreeCountsThatNeverVary_DoNotAlarmWhenOneRisesByOne()
    {
        float[] values = new float[30_000];
        for (int i = 0; i < values.Length; i += 3)
            (values[i], values[i + 1], values[i + 2]) = (5, 10, 2);
        TailModel model = TailModel.Fit(new FeatureMatrix(values, 3), new TailOptions());

        Assert.InRange(model.Score([5, 10, 3]), 0, TailModel.MutedSurprise);
        Assert.True(model.Score([5, 10, 200]) > 100);
    }

    [Fact]
    public void DeviationBetweenOnceAndTwiceTheMinimum_CountsGradually()
    {
        TailOptions options = new() { MinimumAbsoluteDeviation = 100, MinimumRelativeDeviation = 0 };
        FeatureTail feature = TailModel.Fit(new FeatureMatrix(new SampleSource(31).Draw("Poisson 2", 1_000), 1), options)[0];
        FeatureTail full = TailModel.Fit(new FeatureMatrix(new SampleSource(31).Draw("Poisson 2", 1_000), 1), new TailOptions())[0];

        Assert.Equal(TailModel.MutedSurprise, feature.Surprise((float)feature.Median + 100), 9);
        Assert.Equal((TailModel.MutedSurprise + full.Surprise((float)feature.Median + 150)) / 2, feature.Surprise((float)feature.Median + 150), 9);
        Assert.Equal(full.Surprise((float)feature.Median + 200), feature.Surprise((float)feature.Median + 200));
    }

    [Fact]
    public void RelativeMinimum_MutesWhatIsLittleOfMuch()
    {
        FeatureTail feature = Constant(1_000, 10_000);
        Assert.InRange(feature.Surprise(1_090), 2, TailModel.MutedSurprise);
        Assert.True(feature.Surprise(1_300) - s_twenty > s_alarm);
    }

    [Fact]
    public void JitterOfAFraction_IsMuted_AndItsMultipleIsNot()
    {
        FeatureTail feature = Constant(0.3f, 10_000);
        Assert.InRange(feature.Surprise(0.30000004f), 0, TailModel.MutedSurprise);
        Assert.InRange(feature.Surprise(0.32f), 2, TailModel.MutedSurprise);
        Assert.True(feature.Surprise(3f) - s_twenty > s_alarm);
    }

    [Fact]
    public void ShareThatWasAlwaysZero_NeedsToBeCalledContinuous()
    {
        float[] zeros = new float[10_000];
        TailOptions options = new() { Columns = [new() { Kind = FeatureKind.Continuous, MinimumAbsoluteDeviation = 0.01 }] };
        FeatureTail feature = TailModel.Fit(new FeatureMatrix(zeros, 1), options)[0];

        Assert.Equal(FeatureKind.Constant, feature.Kind);
        Assert.InRange(feature.Surprise(0.005f), 0, TailModel.MutedSurprise);
        Assert.True(feature.Surprise(0.4f) - s_twenty > s_alarm);
    }

    [Fact]
    public void RareExceptions_AreRememberedAndNotFeared()
    {
        float[] values = new float[10_000];
        Array.Fill(values, 3);
        values[5] = values[500] = values[5_000] = 4;
        FeatureTail feature = TailModel.Fit(new FeatureMatrix(values, 1), new TailOptions())[0];

        Assert.Equal(FeatureKind.Count, feature.Kind);
        Assert.InRange(feature.Surprise(4), 2, TailModel.MutedSurprise);
        Assert.True(feature.Surprise(5) - s_twenty < s_alarm);
        Assert.True(feature.Surprise(847) > 100);
    }

    private static double AmongTwenty(FeatureTail feature, float value) => Math.Abs(feature.Surprise(value)) - s_twenty;

    private static FeatureTail Constant(float value, int rows)
    {
        float[] values = new float[rows];
        Array.Fill(values, value);
        return TailModel.Fit(new FeatureMatrix(values, 1), new TailOptions())[0];
    }
}
