using Pipeline.Client.Queries;

namespace Pipeline.Client.Tests.Queries;

public sealed class TimeRangeTests
{
    [Fact]
    public void ToString_EachKind_IsWhatTheSiloReads()
    {
        Assert.Equal("all", TimeRange.All.ToString());
        Assert.Equal("300s", default(TimeRange).ToString());
        Assert.Equal("90s", TimeRange.Last(TimeSpan.FromMinutes(1.5)).ToString());
        Assert.Equal("0/86400000", TimeRange.Between(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)).ToString());
        Assert.Equal("5/6", TimeRange.Between(5, 6).ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1_000)]
    [InlineData(999)]
    [InlineData(1_500)]
    [InlineData(3_651L * 86_400_000)]
    public void Last_NotWholeSecondsWithinTenYears_Throws(long milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeRange.Last(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(5, 5)]
    [InlineData(6, 5)]
    [InlineData(-1, 5)]
    public void Between_NotForward_Throws(long fromUnixMs, long toUnixMs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TimeRange.Between(fromUnixMs, toUnixMs));
}
