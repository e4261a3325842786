using Pipeline.Ml.Streaming;

namespace Pipeline.Ml.Tests.Streaming;

public class DayProfileTests
{
    private static readonly DateTime FirstDay = new(2024, 2, 28);

    [Fact]
    public void Expect_HoursOfPastDays_IsTheMeanOfTheirMeans()
    {
        var profile = new DayProfile(24, 7);
        profile.Learn(FirstDay.AddHours(9), 10);
        profile.Learn(FirstDay.AddHours(9.5), 20);
        profile.Learn(FirstDay.AddHours(10), 1_000);
        profile.Learn(FirstDay.AddHours(33), 25);

        Assert.Equal(15.0, profile.Expect(FirstDay.AddHours(33), 1));
        Assert.Equal(20.0, profile.Expect(FirstDay.AddHours(57.9), 2));
        Assert.Equal(1_000.0, profile.Expect(FirstDay.AddHours(58), 1));
    }

    [Fact]
    public void Expect_TooFewDays_IsUnknown()
    {
        var profile = new DayProfile(24, 7);
        profile.Learn(FirstDay, 10);

        Assert.True(double.IsNaN(profile.Expect(FirstDay, 1)));
        Assert.True(double.IsNaN(profile.Expect(FirstDay.AddDays(1), 2)));
        Assert.True(double.IsNaN(profile.Expect(FirstDay.AddDays(1.5), 1)));
    }

    [Fact]
    public void Expect_DaysLongPast_AreForgotten()
    {
        var profile = new DayProfile(24, 3);
        for (int day = 0; day < 10; day++)
            profile.Learn(FirstDay.AddDays(day), day);

        Assert.Equal(8.0, profile.Expect(FirstDay.AddDays(10), 3));
        Assert.Equal(9.0, profile.Expect(FirstDay.AddDays(12), 1));
        Assert.True(double.IsNaN(profile.Expect(FirstDay.AddDays(13), 1)));
    }
}
