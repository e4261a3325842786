using Pipeline.Ml.Thresholds;

namespace Pipeline.Ml.Tests.Thresholds;

public sealed class CalibrationSplitTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(100, 1)]
    [InlineData(100, 99)]
    [InlineData(1_000, 300)]
    public void Random_AnySizes_PartsTheRows(int rowCount, int calibrationCount)
    {
        CalibrationSplit split = CalibrationSplit.Random(rowCount, calibrationCount, seed: 5);

        Assert.Equal(calibrationCount, split.Calibration.Length);
        Assert.Equal(split.Calibration.Order(), split.Calibration);
        Assert.Equal(split.Training.Order(), split.Training);
        Assert.Equal(Enumerable.Range(0, rowCount), split.Training.Concat(split.Calibration).Order());
    }

    [Fact]
    public void Random_SameSeed_SameRows()
    {
        Assert.Equal(CalibrationSplit.Random(500, 100, 7).Calibration, CalibrationSplit.Random(500, 100, 7).Calibration);
        Assert.NotEqual(CalibrationSplit.Random(500, 100, 7).Calibration, CalibrationSplit.Random(500, 100, 8).Calibration);
    }

    [Fact]
    public void Random_ManySeeds_EveryRowIsDrawnAsOften()
    {
        int[] drawn = new int[20];
        for (int seed = 0; seed < 4_000; seed++)
        {
            foreach (int row in CalibrationSplit.Random(20, 5, seed).Calibration)
                drawn[row]++;
        }

        // 1,000 expected, standard deviation 27.
        Assert.All(drawn, count => Assert.InRange(count, 880, 1_120));
    }

    [Fact]
    public void Latest_WithGap_LeavesItOut()
    {
        CalibrationSplit split = CalibrationSplit.Latest(10, 3, gap: 2);
        Assert.Equal([0, 1, 2, 3, 4], split.Training);
        Assert.Equal([7, 8, 9], split.Calibration);
    }

    [Fact]
    public void Split_NothingLeft_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CalibrationSplit.Random(10, 10, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CalibrationSplit.Random(10, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CalibrationSplit.Latest(10, 5, gap: 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => CalibrationSplit.Latest(10, 5, gap: -1));
    }
}
