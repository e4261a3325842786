using System.Globalization;
using System.Text;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Protocol.Tests.Ndjson;

public class Rfc3339Tests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("2023-11-14T22:13:20.5Z", 1_700_000_000_500)]
    [InlineData("2023-11-14t22:13:20.123456789z", 1_700_000_000_123)]
    [InlineData("2023-11-14 23:13:20+01:00", 1_700_000_000_000)]
    [InlineData("2023-11-14T16:43:20-05:30", 1_700_000_000_000)]
    [InlineData("2016-12-31T23:59:60Z", 1_483_228_800_000)]
    [InlineData("9999-12-31T23:59:59.999Z", 253_402_300_799_999)]
    public void TryParse_Time_IsUnixMs(string text, long expected)
    {
        Assert.True(Rfc3339.TryParse(Encoding.ASCII.GetBytes(text), out long unixMs));
        Assert.Equal(expected, unixMs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2023-11-14")]
    [InlineData("2023-11-14T22:13:20")]
    [InlineData("2023-13-14T22:13:20Z")]
    [InlineData("2023-02-29T22:13:20Z")]
    [InlineData("2023-11-14T24:13:20Z")]
    [InlineData("2023-11-14T22:13:20.Z")]
    [InlineData("2023-11-14T22:13:20+0100")]
    [InlineData("2023-11-14T22:13:20+01:60")]
    [InlineData("2023-11-14T22:13:20Zx")]
    [InlineData("0000-11-14T22:13:20Z")]
    [InlineData("2023-11-14T22:1 :20Z")]
    public void TryParse_AnythingElse_IsFalse(string text) => Assert.False(Rfc3339.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void TryParse_RandomTimes_AgreeWithDateTimeOffset()
    {
        Random random = new(7);
        for (int round = 0; round < 1_000; round++)
        {
            DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(253_402_300_799_999)).ToOffset(TimeSpan.Zero);
            byte[] text = Encoding.ASCII.GetBytes(time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            Assert.True(Rfc3339.TryParse(text, out long unixMs));
            Assert.Equal(time.ToUnixTimeMilliseconds(), unixMs);
        }
    }
}
