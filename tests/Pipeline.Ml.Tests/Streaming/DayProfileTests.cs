using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

public class DayProfileTests
{
    private static readonly DateTime FirstDay = new(2024, 2, 28);

    [Fact]
    public void Usual_OneDay_IsTheMeanOfItsSlot()
    {
        var profile = new DayProfile(24, 7);
        profile.Learn(FirstDay.AddHours(9), 10);
        profile.Learn(FirstDay.AddHours(9.5), 20);
        profile.Learn(FirstDay.AddHours(10), 16);

        Assert.Equal((15.0, 15.0), profile.Usual(FirstDay.AddHours(33)));
        Assert.Equal((16.0, 16.0), profile.Usual(FirstDay.AddHours(34)));
    }

    [Fact]
    public void Usual_TwoDays_IsTheRangeBetweenThem()
    {
        DayProfile profile = Flat([20, 10]);

        Assert.Equal((10.0, 20.0), profile.Usual(FirstDay.AddDays(2)));
    }

    [Fact]
    public void Usual_ThreeDaysOrMore_IsTheirMedian()
    {
        Assert.Equal((20.0, 20.0), Flat([20, 10, 1e9]).Usual(FirstDay.AddDays(3)));
        Assert.Equal((15.0, 15.0), Flat([20, 10, 1e9, -1e9]).Usual(FirstDay.AddDays(4)));
    }

    [Fact]
    public void Usual_OnlyDayWasFarOut_IsUnknown()
    {
        DayProfile profile = Flat([10], exceptAtEight: [5_000]);

        Assert.True(double.IsNaN(profile.Usual(FirstDay.AddHours(32)).Low));
        Assert.True(double.IsNaN(profile.Usual(FirstDay.AddHours(32)).High));
        Assert.Equal((10.0, 10.0), profile.Usual(FirstDay.AddHours(33)));
    }

    [Theory]
    [InlineData(5_000, 10, 10)]
    [InlineData(-5_000, 10, 10)]
    [InlineData(10, 5_000, 10)]
    public void Usual_OneOfTwoDaysWasFarOut_IsTheOther(double first, double second, double usual)
    {
        DayProfile profile = Flat([10, 10], exceptAtEight: [first, second]);

        Assert.Equal((usual, usual), profile.Usual(FirstDay.AddHours(56)));
    }

    [Fact]
    public void Usual_BothDaysWereFarOutOnOneSide_BelievesThem()
    {
        Assert.Equal((80.0, 90.0), Flat([10, 10], exceptAtEight: [80, 90]).Usual(FirstDay.AddHours(56)));
        Assert.True(double.IsNaN(Flat([10, 10], exceptAtEight: [80, -90]).Usual(FirstDay.AddHours(56)).Low));
    }

    [Fact]
    public void Usual_TodayAndUnknownTimes_AreUnknown()
    {
        var profile = new DayProfile(24, 7);
        profile.Learn(FirstDay, 10);

        Assert.True(double.IsNaN(profile.Usual(FirstDay).Low));
        Assert.True(double.IsNaN(profile.Usual(FirstDay.AddDays(1.5)).Low));
    }

    [Fact]
    public void Usual_DaysLongPast_AreForgotten()
    {
        DayProfile profile = Flat([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], dayCount: 3);

        Assert.Equal((8.0, 8.0), profile.Usual(FirstDay.AddDays(10)));
        Assert.Equal((9.0, 9.0), profile.Usual(FirstDay.AddDays(12)));
        Assert.True(double.IsNaN(profile.Usual(FirstDay.AddDays(13)).Low));
    }

    /// <summary>A value for every hour of each day, but for the one from eight.</summary>
    private static DayProfile Flat(double[] values, double[]? exceptAtEight = null, int dayCount = 7)
    {
        var profile = new DayProfile(24, dayCount);
        for (int day = 0; day < values.Length; day++)
        {
            for (int hour = 0; hour < 24; hour++)
                profile.Learn(FirstDay.AddDays(day).AddHours(hour), hour == 8 && exceptAtEight is not null ? exceptAtEight[day] : values[day]);
        }

        return profile;
    }
}
