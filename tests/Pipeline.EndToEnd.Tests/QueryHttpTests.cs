using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests;

/// <summary>The query API over HTTP: names, windows, limits, errors.</summary>
public sealed class QueryHttpTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private readonly SiloProcess _silo = fixture.Silo;

    [Theory]
    [InlineData("/a/b")]
    [InlineData("GET /cart?x=1")]
    [InlineData("50%2F50")]
    [InlineData("Größe + mehr")]
    public async Task Get_AwkwardName_IsFoundByPathAndByParameter(string name)
    {
        await PostAsync(new JsonObject { ["time"] = Now, ["endpoint"] = name, ["duration_ms"] = 5 });
        string escaped = Uri.EscapeDataString(name);
        Assert.Equal(name, (string)(await _silo.GetAsync($"/api/v1/endpoints/{escaped}"))["name"]!);
        Assert.Equal(name, (string)(await _silo.GetAsync($"/api/v1/endpoints?name={escaped}"))["name"]!);
    }

    [Fact]
    public async Task Get_Window_CoversTheLastPartAndSaysWhich()
    {
        long start = Now / 1_000 * 1_000 - 60_000;
        for (int i = 0; i < 60; i++)
            await PostAsync(new JsonObject { ["time"] = start + (i * 1_000), ["endpoint"] = "/windowed", ["duration_ms"] = 5 });

        JsonNode last = await _silo.GetAsync("/api/v1/endpoints/%2Fwindowed?window=10s");
        JsonNode range = await _silo.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/endpoints/%2Fwindowed?from={start}&to={start + 20_000}"));

        Assert.Equal(start + 60_000, (long)last["to"]!);
        Assert.Equal(((long)last["to"]! - (long)last["from"]!) / 1_000, (double)last["count"]!);
        Assert.Equal(((long)range["to"]! - (long)range["from"]!) / 1_000, (double)range["count"]!);
        Assert.True((long)range["from"]! <= start && (long)range["to"]! >= start + 20_000);
    }

    [Fact]
    public async Task Get_Operations_SayHowManyTimesAndForWhom()
    {
        await PostAsync(new JsonObject { ["time"] = Now, ["endpoint"] = "/ops", ["segment"] = "premium", ["duration_ms"] = 8_000, ["operations"] = new JsonObject { ["json.dumps"] = 847 } });
        await PostAsync(new JsonObject { ["time"] = Now, ["endpoint"] = "/ops", ["segment"] = "free", ["duration_ms"] = 200, ["operations"] = new JsonObject { ["json.dumps"] = 3 } });

        JsonNode endpoint = await _silo.GetAsync("/api/v1/endpoints/%2Fops?window=all");

        JsonNode operation = Assert.Single(endpoint["operations"]!.AsArray())!;
        Assert.Equal((425, 847), ((double)operation["per_event"]!, (double)operation["max_per_event"]!));
        Assert.Equal(847, (double)endpoint["segments"]!["premium"]!["operations"]![0]!["per_event"]!);
        Assert.Equal(3, (double)endpoint["segments"]!["free"]!["operations"]![0]!["per_event"]!);
    }

    [Fact]
    public async Task Compare_Segments_NamesTheOperationThatMakesTheDifference()
    {
        await PostCallsAsync("/compared", Now);

        JsonNode report = await _silo.GetAsync("/api/v1/compare?endpoint=%2Fcompared&a=segment:premium&b=segment:free");

        JsonNode calls = report["calls_per_event"]!;
        Assert.Equal((50, 20, 2.5), ((double)calls["a"]!, (double)calls["b"]!, (double)calls["ratio"]!));
        Assert.InRange((double)calls["lower"]!, 1.0, 2.5);
        Assert.InRange((double)calls["upper"]!, 2.5, 5.0);
        Assert.Equal(("json.dumps", 1.0), ((string?)report["operations"]![0]!["name"], (double)report["operations"]![0]!["share"]!));
        Assert.StartsWith("premium makes 40 calls of json.dumps per event, free 10: 4 times", (string?)report["summary"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_Periods_TellThemApart()
    {
        long later = Now;
        long earlier = later - 120_000;
        await PostCallsAsync("/periods", earlier);
        await PostCallsAsync("/periods", later);
        await PostCallsAsync("/periods", later);
        string Period(long time) => string.Create(CultureInfo.InvariantCulture, $"period:{time - 1_000}/{time + 1_000}");

        JsonNode report = await _silo.GetAsync($"/api/v1/compare?endpoint=%2Fperiods&a={Period(later)}&b={Period(earlier)}&segment=free");

        Assert.Equal((20, 10), ((double)report["a"]!["count"]!, (double)report["b"]!["count"]!));
        Assert.Equal(("free", 1.0), ((string?)report["a"]!["segment"], (double)report["calls_per_event"]!["ratio"]!));
        Assert.StartsWith("No operation makes the difference", (string?)report["summary"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=segment:x", "b is missing")]
    [InlineData("a=segment:&b=segment:y", "a is 'segment:'")]
    [InlineData("a=period:2/1&b=segment:y", "a is 'period:2/1'")]
    [InlineData("a=segment:x&b=segment:y&segment=z", "beside segment it takes period")]
    [InlineData("a=segment:x&b=segment:y&window=5", "window is '5'")]
    public async Task Compare_MalformedSide_Is400(string query, string expected)
    {
        using HttpResponseMessage answer = await _silo.Http.GetAsync(new Uri("/api/v1/compare?endpoint=e&" + query, UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_UnknownEndpoint_Is404() =>
        await AssertProblemAsync("/api/v1/compare?endpoint=never-seen&a=segment:x&b=segment:y", HttpStatusCode.NotFound, "unknown-endpoint");

    [Fact]
    public async Task Get_UnknownEndpoint_Is404() => await AssertProblemAsync("/api/v1/endpoints/never-seen", HttpStatusCode.NotFound, "unknown-endpoint");

    [Theory]
    [InlineData("window=5")]
    [InlineData("window=5m&from=1")]
    [InlineData("from=yesterday")]
    [InlineData("from=2&to=1")]
    [InlineData("limit=0")]
    public async Task Get_MalformedParameter_Is400(string query) =>
        await AssertProblemAsync("/api/v1/endpoints?" + query, HttpStatusCode.BadRequest, "malformed-parameter");

    [Fact]
    public async Task Get_Metrics_CountWhatWasSent()
    {
        await PostAsync(new JsonObject { ["time"] = Now, ["endpoint"] = "/metered", ["duration_ms"] = 5 });
        string metrics = await _silo.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Contains("pipeline_ingest_events_total{fate=\"accepted\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("# TYPE pipeline_event_log_commit_duration_seconds histogram", metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Get_Health_IsOk(string path)
    {
        using HttpResponseMessage response = await _silo.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private async Task PostAsync(JsonObject line)
    {
        using StringContent body = new(line.ToJsonString(), Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await _silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), body);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.True((long?)answer["accepted"] == 1, answer.ToJsonString());
    }

    private async Task AssertProblemAsync(string path, HttpStatusCode status, string code)
    {
        using HttpResponseMessage response = await _silo.Http.GetAsync(new Uri(path, UriKind.Relative));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, body);
        Assert.Equal("urn:pipeline:problem:" + code, (string)JsonNode.Parse(body)!["type"]!);
    }

    /// <summary>Ten events of each segment: premium calls json.dumps 40 times in the mean, free 10 times, both redis 10 times.</summary>
    private async Task PostCallsAsync(string endpoint, long time)
    {
        for (int i = 0; i < 10; i++)
        {
            foreach ((string segment, int calls) in new[] { ("premium", 35 + (i % 2 * 10)), ("free", 8 + (i % 2 * 4)) })
            {
                await PostAsync(new JsonObject
                {
                    ["time"] = time,
                    ["endpoint"] = endpoint,
                    ["segment"] = segment,
                    ["duration_ms"] = 2 * calls,
                    ["operations"] = new JsonObject
                    {
                        ["json.dumps"] = new JsonObject { ["count"] = calls, ["ms"] = 2 * calls },
                        ["redis"] = new JsonObject { ["count"] = 10, ["ms"] = 1 },
                    },
                });
            }
        }
    }
}
