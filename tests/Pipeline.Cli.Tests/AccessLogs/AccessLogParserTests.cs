using System.Text;
using Pipeline.Cli.AccessLogs;
using Pipeline.Cli.Input;
using Pipeline.Protocol.Events;

namespace Pipeline.Cli.Tests.AccessLogs;

public sealed class AccessLogParserTests
{
    private const string Combined =
        """203.0.113.9 - - [17/May/2015:10:05:03 +0000] "GET /a.png?v=1 HTTP/1.1" 200 203023 "http://example.com/" "curl/7.1" """;

    private readonly EventRecord _record = new();

    [Fact]
    public void Parse_CombinedLine_IsAnEvent()
    {
        Assert.Equal(LineKind.Event, Parse(Combined, SegmentChoice.None));

        Assert.Equal("GET /a.png", _record.Endpoint);
        Assert.Equal(EventRecord.DefaultSegment, _record.Segment);
        Assert.Equal(Outcome.Ok, _record.Outcome);
        Assert.Equal(1_431_857_103_000, _record.TimeUnixMs);
        Assert.Equal(1, _record.Count);
        Assert.Null(_record.DurationNs);
        Assert.Equal([new EventValue("bytes", ValueKind.Distribution, 203_023_000_000)], _record.Values);
    }

    [Theory]
    [InlineData(nameof(SegmentChoice.None), "default")]
    [InlineData(nameof(SegmentChoice.Status), "200")]
    [InlineData(nameof(SegmentChoice.Agent), "curl")]
    public void Parse_SegmentChosen_IsThatField(string choice, string segment)
    {
        Parse(Combined, Enum.Parse<SegmentChoice>(choice));
        Assert.Equal(segment, _record.Segment);
    }

    [Theory]
    [InlineData(199, Outcome.Ok)]
    [InlineData(404, Outcome.Ok)]
    [InlineData(499, Outcome.Ok)]
    [InlineData(500, Outcome.Error)]
    [InlineData(503, Outcome.Error)]
    [InlineData(599, Outcome.Error)]
    public void Parse_Status_IsAnErrorFrom500Up(int status, Outcome outcome)
    {
        Parse($"""h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" {status} 1""", SegmentChoice.None);
        Assert.Equal(outcome, _record.Outcome);
    }

    [Theory]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 304 -""", "GET /a", null)]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 304 0""", "GET /a", 0L)]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "-" 408 - "-" "-" """, "-", null)]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "" 400 226 "-" "-" """, "-", 226L)]
    [InlineData("""::1 - joe smith [x] [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 5""", "GET /a", 5L)]
    [InlineData("""shop.example:443 h - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 5 "-" "x" "more" 17 0.3""", "GET /a", 5L)]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET /a\"b HTTP/1.1" 200 5 "r\"r" "a\"a" """, """GET /a\"b""", 5L)]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET /a\\" 200 5""", """GET /a\\""", 5L)]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 5 "torn""", "GET /a", 5L)]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "\x16\x03\x01" 400 226""", "-", 226L)]
    public void Parse_OddButSoundLine_IsAnEvent(string line, string endpoint, long? bytes)
    {
        Assert.Equal(LineKind.Event, Parse(line, SegmentChoice.Agent));
        Assert.Equal(endpoint, _record.Endpoint);
        Assert.Equal(bytes, _record.Values.Count == 0 ? null : _record.Values[0].AmountMicro / 1_000_000);
        Assert.True(EventValidator.TryValidate(_record, out EventError error), error.ToString());
    }

    [Theory]
    [InlineData("hello", "no time")]
    [InlineData("", "no time")]
    [InlineData("h - - [17/May/2015:10:05:03 +0000", "no time")]
    [InlineData("""h - - [17/Mai/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5""", "no time")]
    [InlineData("h - - [17/May/2015:10:05:03 +0000]", "no request")]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1""", "no request")]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET /a\" 200 5""", "no request")]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] GET / 200 5""", "no request")]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET /a"b HTTP/1.1" 200 5""", "no status")]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 20 5""", "no status")]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 2000 5""", "no status")]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200""", "no response size")]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5k""", "no response size")]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 -5""", "no response size")]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1000000000001""", "out of range")]
    [InlineData("""h - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 99999999999999999999""", "out of range")]
    public void Parse_NoAccessLogLine_IsBadAndSaysWhy(string line, string reason)
    {
        Assert.Equal(LineKind.Bad, new AccessLogParser(SegmentChoice.None).Parse(Encoding.UTF8.GetBytes(line), _record, out string why));
        Assert.Contains(reason, why, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_EveryCutOfALine_IsAnEventOrBad()
    {
        byte[] line = Encoding.UTF8.GetBytes(Combined);
        AccessLogParser parser = new(SegmentChoice.Agent);
        for (int length = 0; length <= line.Length; length++)
        {
            LineKind kind = parser.Parse(line.AsSpan(0, length), _record, out string reason);
            Assert.Equal(kind == LineKind.Bad, reason.Length > 0);
        }
    }

    private LineKind Parse(string line, SegmentChoice choice) =>
        new AccessLogParser(choice).Parse(Encoding.UTF8.GetBytes(line), _record, out _);
}
