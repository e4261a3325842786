using Pipeline.Ml.Evaluation.Nab;

namespace Pipeline.Ml.Evaluation.Tests.Nab;

public class WindowedGaussianDetectorTests
{
    private static readonly DateTime AnyTime = new(2020, 1, 1);

    [Fact]
    public void Score_OneDeviationFromTheMean_IsTheNormalDistributions()
    {
        var detector = new WindowedGaussianDetector();
        foreach (double value in (double[])[9, 11, 9, 11])
            detector.Score(AnyTime, value);

        Assert.Equal(0.841344746, detector.Score(AnyTime, 11), 8);
    }

    [Fact]
    public void Score_ConstantThenAnythingElse_IsOne()
    {
        var detector = new WindowedGaussianDetector();
        for (int i = 0; i < 10_000; i++)
            detector.Score(AnyTime, 0.5);

        Assert.Equal(0.5, detector.Score(AnyTime, 0.5), 6);
        Assert.Equal(1.0, detector.Score(AnyTime, 0.6));
    }

    [Fact]
    public void Score_FullWindow_ForgetsWhatCameFirst()
    {
        var detector = new WindowedGaussianDetector();
        for (int i = 0; i < 6_400; i++)
            detector.Score(AnyTime, 1_000 + (i % 2));
        for (int i = 0; i < 6_400; i++)
            detector.Score(AnyTime, i % 2);

        Assert.InRange(detector.Score(AnyTime, 1_000), 0.999999, 1.0);
    }

    [Fact]
    public void Score_MissingValue_IsZeroAndNotLearnt()
    {
        var detector = new WindowedGaussianDetector();
        var other = new WindowedGaussianDetector();
        foreach (double value in (double[])[1, 2, 3])
        {
            detector.Score(AnyTime, value);
            Assert.Equal(0.0, detector.Score(AnyTime, double.NaN));
            other.Score(AnyTime, value);
        }

        Assert.Equal(other.Score(AnyTime, 4), detector.Score(AnyTime, 4));
    }
}
