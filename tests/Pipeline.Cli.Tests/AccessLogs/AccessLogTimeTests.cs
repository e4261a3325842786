using System.Text;
using Pipeline.Cli.AccessLogs;

namespace Pipeline.Cli.Tests.AccessLogs;

public sealed class AccessLogTimeTests
{
    [Theory]
    [InlineData("17/May/2015:10:05:03 +0000", "2015-05-17T10:05:03Z")]
    [InlineData("17/May/2015:10:05:03 +0230", "2015-05-17T07:35:03Z")]
    [InlineData("31/Dec/2015:23:30:00 -0800", "2016-01-01T07:30:00Z")]
    [InlineData("29/Feb/2016:00:00:00 +0000", "2016-02-29T00:00:00Z")]
    [InlineData("30/Jun/2015:23:59:60 +0000", "2015-07-01T00:00:00Z")]
    [InlineData("01/Jan/1970:00:00:00 +0000", "1970-01-01T00:00:00Z")]
    public void TryParse_TimeWithZone_IsUnixTime(string text, string expected)
    {
        Assert.True(AccessLogTime.TryParse(Encoding.ASCII.GetBytes(text), out long unixMs));
        Assert.Equal(DateTimeOffset.Parse(expected, null), DateTimeOffset.FromUnixTimeMilliseconds(unixMs));
    }

    [Theory]
    [InlineData("29/Feb/2015:00:00:00 +0000")]
    [InlineData("00/May/2015:00:00:00 +0000")]
    [InlineData("17/may/2015:10:05:03 +0000")]
    [InlineData("17/anF/2015:10:05:03 +0000")]
    [InlineData("17/May/2015:24:05:03 +0000")]
    [InlineData("17/May/2015:10:60:03 +0000")]
    [InlineData("17/May/2015:10:05:61 +0000")]
    [InlineData("17/May/2015:10:05:03 00000")]
    [InlineData("17/May/2015:10:05:03 +00:0")]
    [InlineData("17/May/2015:10:05:0x +0000")]
    [InlineData("17-May-2015:10:05:03 +0000")]
    [InlineData("31/Dec/1969:23:59:59 +0000")]
    [InlineData("01/Jan/1970:00:00:00 +0100")]
    [InlineData("17/May/2015:10:05:03")]
    [InlineData("")]
    public void TryParse_AnythingElse_IsRefused(string text) =>
        Assert.False(AccessLogTime.TryParse(Encoding.ASCII.GetBytes(text), out _));
}
