using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

/// <summary>An incident must not come back as an alarm about the ordinary day that follows it.</summary>
public class DayAfterTests
{
    private const int RowsPerDay = 288;
    private const int DayCount = 21;

    /// <summary>At 08:20.</summary>
    private const int RowOfIncident = 100;

    /// <summary>What the documents recommend to page for.</summary>
    private const double Page = 8.0;

    /// <summary>The incident alarms within the hours that the longest mean takes to forget it.</summary>
    private const int RowsOfEcho = 72;

    private static readonly DateTime Start = new(2024, 2, 28);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(11)]
    public void Score_TwoHoursFarUp_AlarmOnTheirDayAndNotOnThoseAfter(int day)
    {
        var noise = new Noise(1);
        double[] values = [.. Enumerable.Range(0, DayCount * RowsPerDay).Select(_ => 50 + (2 * noise.Normal()))];
        values.AsSpan((day * RowsPerDay) + RowOfIncident, 24).Fill(500);

        AssertIncidentAlone(values, day);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(11)]
    public void Score_TenRowsOffAConstant_AlarmOnTheirDayAndNotOnThoseAfter(int day)
    {
        double[] values = new double[DayCount * RowsPerDay];
        values.AsSpan().Fill(3);
        values.AsSpan((day * RowsPerDay) + RowOfIncident, 10).Fill(847);

        AssertIncidentAlone(values, day);
    }

    private static void AssertIncidentAlone(double[] values, int day)
    {
        var features = new SeriesFeatures();
        var detector = new StreamingDetector(SeriesFeatures.ColumnCount, new StreamingDetectorOptions { Forest = new() { Seed = 1 } });
        float[] row = new float[SeriesFeatures.ColumnCount];
        double[] alarms = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            features.Next(Start.AddMinutes(5 * i), values[i], row);
            alarms[i] = detector.Score(row).Alarm;
        }

        int incident = (day * RowsPerDay) + RowOfIncident;
        Assert.True(alarms[incident] >= Page, $"the incident scores {alarms[incident]:F1}");

        // Three days are enough for every expectation that has the incident in it; noise alone reaches 8 once in some 3,000 rows.
        int end = Math.Min(values.Length, incident + (3 * RowsPerDay));
        Assert.All(alarms[(incident + RowsOfEcho)..end], alarm => Assert.True(alarm < Page, $"an ordinary row scores {alarm:F1}"));
    }
}
