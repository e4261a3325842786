using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Events that were sent come back from the log: page by page, filtered, and as lines that can be sent again.</summary>
public sealed class EventsHttpTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private const int EventCount = 250;

    private readonly SiloProcess _silo = fixture.Silo;
    private readonly long _start = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1_000 * 1_000) - 60_000;

    [Fact]
    public async Task Get_PageByPage_GivesEveryEventOnceInOrder()
    {
        await PostAsync(Lines("/paged"));
        List<long> times = [];
        string? cursor = null;
        do
        {
            JsonNode page = await _silo.GetAsync("/api/v1/events?endpoint=%2Fpaged&limit=60" + (cursor is null ? "" : "&cursor=" + cursor));
            times.AddRange(page["events"]!.AsArray().Select(line => (long)line!["time"]!));
            cursor = (string?)page["next"];
        }
        while (cursor is not null);
        Assert.Equal(Enumerable.Range(0, EventCount).Select(index => _start + (index * 100)), times);
    }

    [Fact]
    public async Task Get_SegmentAndRange_GivesThoseEventsOnly()
    {
        await PostAsync(Lines("/filtered"));
        string range = string.Create(CultureInfo.InvariantCulture, $"from={_start + 1_000}&to={_start + 3_000}");
        JsonNode page = await _silo.GetAsync($"/api/v1/events?endpoint=%2Ffiltered&segment=premium&{range}&limit=1000");
        Assert.Equal(
            Enumerable.Range(10, 20).Where(index => index % 2 == 0).Select(index => _start + (index * 100)),
            page["events"]!.AsArray().Select(line => (long)line!["time"]!));
    }

    [Fact]
    public async Task Get_AsLines_CanBeSentAgainToAnotherEndpoint()
    {
        await PostAsync(Lines("/original"));
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri("/api/v1/events?endpoint=%2Foriginal&limit=1000", UriKind.Relative));
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using HttpResponseMessage answer = await _silo.Http.SendAsync(request);
        string lines = await answer.Content.ReadAsStringAsync();

        await PostAsync(lines.Replace("/original", "/copy", StringComparison.Ordinal));

        JsonNode original = await _silo.GetAsync("/api/v1/endpoints/%2Foriginal?window=all");
        JsonNode copy = await _silo.GetAsync("/api/v1/endpoints/%2Fcopy?window=all");
        copy["name"] = "/original";
        Assert.Equal(EventCount, (int)copy["events"]!);
        Assert.Equal(original.ToJsonString(), copy.ToJsonString());
    }

    [Theory]
    [InlineData("endpoint=never-seen", HttpStatusCode.NotFound, "unknown-endpoint")]
    [InlineData("", HttpStatusCode.BadRequest, "malformed-parameter")]
    [InlineData("endpoint=e&limit=0", HttpStatusCode.BadRequest, "malformed-parameter")]
    [InlineData("endpoint=e&limit=1001", HttpStatusCode.BadRequest, "malformed-parameter")]
    [InlineData("endpoint=e&cursor=AAAA", HttpStatusCode.BadRequest, "malformed-parameter")]
    [InlineData("endpoint=e&cursor=!!!!!!!!!!!!!!!!!!!!!!!", HttpStatusCode.BadRequest, "malformed-parameter")]
    [InlineData("endpoint=e&from=2&to=1", HttpStatusCode.BadRequest, "malformed-parameter")]
    public async Task Get_BadQuestion_IsAProblem(string query, HttpStatusCode status, string code)
    {
        using HttpResponseMessage answer = await _silo.Http.GetAsync(new Uri("/api/v1/events?" + query, UriKind.Relative));
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, body);
        Assert.Equal("urn:pipeline:problem:" + code, (string)JsonNode.Parse(body)!["type"]!);
    }

    /// <summary>Events 100 ms apart, premium and free in turn.</summary>
    private string Lines(string endpoint) => string.Join('\n', Enumerable.Range(0, EventCount).Select(index => new JsonObject
    {
        ["time"] = _start + (index * 100),
        ["endpoint"] = endpoint,
        ["segment"] = index % 2 == 0 ? "premium" : "free",
        ["duration_ms"] = index + 0.125,
        ["outcome"] = index % 10 == 0 ? "error" : "ok",
        ["cpu_ms"] = index / 4.0,
        ["operations"] = new JsonObject { ["json.dumps"] = new JsonObject { ["count"] = index, ["ms"] = index / 2.0 }, ["redis"] = 2 },
        ["trace_id"] = index.ToString("x32", CultureInfo.InvariantCulture).Replace('0', 'a'),
    }.ToJsonString()));

    private async Task PostAsync(string lines)
    {
        using StringContent body = new(lines, Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await _silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), body);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True((int?)answer["accepted"] == EventCount, answer.ToJsonString());
    }
}
