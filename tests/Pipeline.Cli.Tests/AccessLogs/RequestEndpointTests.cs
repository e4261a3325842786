using System.Text;
using Pipeline.Cli.AccessLogs;
using Pipeline.Protocol.Events;

namespace Pipeline.Cli.Tests.AccessLogs;

public sealed class RequestEndpointTests
{
    private readonly RequestEndpoint _endpoints = new();

    [Theory]
    [InlineData("GET / HTTP/1.1", "GET /")]
    [InlineData("GET /a/b.css HTTP/1.1", "GET /a/b.css")]
    [InlineData("GET /search?q=a HTTP/1.1", "GET /search")]
    [InlineData("GET /search?q=a b HTTP/1.1", "GET /search")]
    [InlineData("GET /a?b?c HTTP/2.0", "GET /a")]
    [InlineData("POST /a%20b%3Fc HTTP/1.1", "POST /a%20b%3Fc")]
    [InlineData("HEAD /A HTTP/1.0", "HEAD /A")]
    [InlineData("get /a HTTP/1.1", "get /a")]
    [InlineData("GET /no/protocol", "GET /no/protocol")]
    [InlineData("GET /two words HTTP/1.1", "GET /two words")]
    [InlineData("GET  /two/spaces  HTTP/1.1", "GET /two/spaces")]
    [InlineData("OPTIONS * HTTP/1.0", "OPTIONS *")]
    [InlineData("CONNECT example.com:443 HTTP/1.1", "CONNECT example.com:443")]
    [InlineData("GET http://example.com/a?b HTTP/1.1", "GET http://example.com/a")]
    [InlineData("M-SEARCH * HTTP/1.1", "M-SEARCH *")]
    [InlineData(@"GET /say\""hello\"" HTTP/1.1", @"GET /say\""hello\""")]
    [InlineData(@"GET /back\\slash HTTP/1.1", @"GET /back\\slash")]
    [InlineData("GET /a;x=1#part HTTP/1.1", "GET /a;x=1#part")]
    [InlineData("GET /grün HTTP/1.1", "GET /grün")]
    [InlineData("GET /tab\there HTTP/1.1", @"GET /tab\x09here")]
    public void NameOf_MethodAndTarget_IsMethodAndPathAsWritten(string request, string expected) =>
        Assert.Equal(expected, Name(request));

    [Theory]
    [InlineData("-")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("GET")]
    [InlineData("GET ")]
    [InlineData("GET HTTP/1.1")]
    [InlineData("GET  HTTP/1.1")]
    [InlineData("GET ?q=1 HTTP/1.1")]
    [InlineData(" / HTTP/1.1")]
    [InlineData("- /a HTTP/1.1")]
    [InlineData(@"\x16\x03\x01\x02 a")]
    [InlineData("/just/a/path")]
    [InlineData("GET\t/a HTTP/1.1")]
    [InlineData("AMETHODTHATISLONGERTHANANYMETHODEVERWAS /a HTTP/1.1")]
    public void NameOf_NoMethodAndTarget_IsMalformed(string request) => Assert.Equal(RequestEndpoint.Malformed, Name(request));

    [Fact]
    public void NameOf_BytesThatAreNoText_AreEscaped() =>
        Assert.Equal(@"GET /\xff\xc3/", _endpoints.NameOf([.. "GET /"u8, 0xff, 0xc3, .. "/ HTTP/1.1"u8]));

    [Theory]
    [InlineData(252, "x", false)]
    [InlineData(253, "x", true)]
    [InlineData(126, "ü", false)]
    [InlineData(127, "ü", true)]
    [InlineData(63, "😀", false)]
    [InlineData(64, "😀", true)]
    public void NameOf_LongPath_IsCutAtACharacterAndShowsIt(int repeats, string text, bool isCut)
    {
        string name = Name($"PUT {string.Concat(Enumerable.Repeat(text, repeats))} HTTP/1.1");

        Assert.True(NameRules.IsName(name, EventLimits.EndpointBytesMax), name);
        Assert.Equal(isCut, name.Length > 9 && name[^9] == '…');
        if (isCut)
            Assert.InRange(Encoding.UTF8.GetByteCount(name), EventLimits.EndpointBytesMax - 5, EventLimits.EndpointBytesMax);
    }

    [Fact]
    public void NameOf_LongPathsThatStartAlike_StayApart()
    {
        string start = new('x', 300);
        Assert.NotEqual(Name($"GET /{start}a HTTP/1.1"), Name($"GET /{start}b HTTP/1.1"));
        Assert.Equal(Name($"GET /{start}a HTTP/1.1"), Name($"GET /{start}a?q HTTP/1.1"));
    }

    [Fact]
    public void NameOf_SameEndpointAgain_IsTheSameString() => Assert.Same(Name("GET /a?1 HTTP/1.1"), Name("GET /a?2 HTTP/1.1"));

    private string Name(string request) => _endpoints.NameOf(Encoding.UTF8.GetBytes(request));
}
