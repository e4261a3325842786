using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

public class SeriesFeaturesTests
{
    private static readonly DateTime Start = new(2024, 2, 28);

    [Fact]
    public void Next_FirstDay_HasMeansAndNothingUsual()
    {
        float[] row = Rows([1, 2, 3, 4, 5, 6, 7])[^1];

        Assert.Equal([7f, 4.5f, 4f], row[..3]);
        Assert.True(float.IsNaN(row[3]));
        Assert.True(float.IsNaN(row[4]));
    }

    [Fact]
    public void Next_SecondDay_ComparesWithTheSameHour()
    {
        double[] values = [.. Enumerable.Repeat(100.0, 288), 100.5, 200];

        float[][] rows = Rows(values);

        // The mean of six has 90 parts of 100 and one each of 100.5 and 200; of its deviation a hundredth of its size does not count.
        double mean = (400 + 100.5 + 200) / 6;
        Assert.Equal(0f, rows[^2][3]);
        Assert.Equal(mean - 100 - (0.01 * mean), rows[^1][3], 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Next_ValuesFartherApartThanASingleReaches_AreARowThatADetectorTakes(int sign)
    {
        double extreme = sign * (double)float.MaxValue;
        float[][] rows = Rows([.. Enumerable.Repeat(-extreme, 300), .. Enumerable.Repeat(extreme, 24)]);

        Assert.Equal(sign * float.MaxValue, rows[^1][3]);
        Assert.All(rows, row => Assert.DoesNotContain(row, float.IsInfinity));
        var detector = new StreamingDetector(SeriesFeatures.ColumnCount, new StreamingDetectorOptions { Evidence = StreamingEvidence.Tail });
        Assert.All(rows, row => Assert.True(double.IsFinite(detector.Score(row).Surprise)));
    }

    [Fact]
    public void Next_MissingValue_IsAMissingRowAndLeavesTheMeansAlone()
    {
        float[][] rows = Rows([1, 3, double.NaN, 5]);

        Assert.All(rows[2], number => Assert.True(float.IsNaN(number)));
        Assert.Equal(3f, rows[3][1]);
    }

    [Fact]
    public void Next_Misuse_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new SeriesFeatures().Next(Start, 1, new float[4]));
        Assert.Throws<ArgumentException>(() => new SeriesFeatures().Next(Start, 1e300, new float[SeriesFeatures.ColumnCount]));
        Assert.Equal(SeriesFeatures.ColumnCount, SeriesFeatures.ColumnNames.Count);
    }

    [Fact]
    public void Next_TimeGoingBack_IsRefusedAndNotLearnt()
    {
        var features = new SeriesFeatures();
        float[] row = new float[SeriesFeatures.ColumnCount];
        features.Next(Start, 1, row);
        features.Next(Start, 3, row);

        var e = Assert.Throws<ArgumentException>(() => features.Next(Start.AddSeconds(-1), 100, row));
        features.Next(Start, 5, row);

        Assert.Contains("time goes back", e.Message, StringComparison.Ordinal);
        Assert.Equal(3f, row[1]);
    }

    private static float[][] Rows(double[] values)
    {
        var features = new SeriesFeatures();
        return [.. values.Select((value, i) =>
        {
            float[] row = new float[SeriesFeatures.ColumnCount];
            features.Next(Start.AddMinutes(5 * i), value, row);
            return row;
        })];
    }
}
