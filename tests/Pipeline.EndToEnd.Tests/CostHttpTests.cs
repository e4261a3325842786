using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;

namespace Pipeline.EndToEnd.Tests;

/// <summary>What an endpoint's time is spent on, over HTTP: an old sin hurts under ten times the traffic, though nothing changed per event.</summary>
public sealed class CostHttpTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private readonly SiloProcess _silo = fixture.Silo;

    // Whole minutes of the last quarter of an hour, so that both periods are retained second by second or in ten.
    private readonly long _start = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 60_000 * 60_000) - 600_000;

    [Fact]
    public async Task Get_OldSinUnderTenTimesTheTraffic_IsNamedFirstByTraffic()
    {
        await PostSinAsync("/old-sin", _start, perSecond: 1);
        await PostSinAsync("/old-sin", _start + 60_000, perSecond: 10);
        string range = string.Create(CultureInfo.InvariantCulture, $"from={_start + 60_000}&to={_start + 120_000}");

        JsonNode report = await _silo.GetAsync($"/api/v1/endpoints/%2Fold-sin/cost?{range}");

        // No count per event has changed.
        JsonNode periods = await _silo.GetAsync(string.Create(
            CultureInfo.InvariantCulture, $"/api/v1/compare?endpoint=%2Fold-sin&a=period:{_start + 60_000}/{_start + 120_000}&b=period:{_start}/{_start + 60_000}"));
        Assert.Equal(1.0, (double)periods["calls_per_event"]!["ratio"]!);

        JsonNode sin = report["operations"]![0]!;
        Assert.Equal(("json.dumps", 847.0, 508_200.0), ((string?)sin["name"], (double)sin["per_event"]!, (double)sin["calls"]!));
        Assert.Equal((0.62, 1_860_000.0), (Math.Round((double)sin["share_of_time"]!, 9), (double)sin["time_ms"]!));
        JsonNode added = sin["added_ms_per_s"]!;
        Assert.Equal((27_900.0, 27_900.0, 0.0, 0.0), ((double)added["difference"]!, (double)added["volume"]!, (double)added["per_event"]!, (double)added["per_call"]!));
        Assert.Equal(((double)_start, _start + 60_000.0), ((double)report["reference"]!["from"]!, (double)report["reference"]!["to"]!));
        Assert.Equal((600.0, 60.0), ((double)report["now"]!["count"]!, (double)report["reference"]!["count"]!));
        Assert.Equal(["cpu_ms", "db_queries"], report["resources"]!.AsArray().Select(resource => (string)resource!["name"]!));
        Assert.Equal(0.5, (double)report["resources"]![0]!["share_of_time"]!, 1e-9);
        Assert.StartsWith("`json.dumps` takes 62 % of the time of `/old-sin` (847 calls per event, 3.1 s per event); 100 % of what was added since ", (string?)report["summary"], StringComparison.Ordinal);
        Assert.EndsWith("came by more traffic, not by more calls per event or slower calls.", (string?)report["summary"], StringComparison.Ordinal);

        JsonNode byName = await _silo.GetAsync($"/api/v1/endpoints/cost?name=%2Fold-sin&{range}");
        Assert.Equal(report.ToJsonString(), byName.ToJsonString());
        using PipelineQueryClient client = new(_silo.Http);
        CostReport asked = await client.GetCostAsync(new CostQuestion("/old-sin")
        {
            Range = TimeRange.Between(_start + 60_000, _start + 120_000),
            ReferenceFrom = DateTimeOffset.FromUnixTimeMilliseconds(_start),
            ReferenceTo = DateTimeOffset.FromUnixTimeMilliseconds(_start + 60_000),
            Segment = "premium",
            Sort = CostSort.Added,
            Limit = 1,
        });
        Assert.Equal((string?)report["summary"], asked.Summary);
        Assert.Equal((27_900.0, "time"), (Assert.Single(asked.Operations).AddedMsPerS!.Difference, asked.Operations[0].AddedMsPerS!.Basis));
        Assert.Equal((1, 4_200.0), (asked.Others!.Operations, asked.Others.Calls));
    }

    [Theory]
    [InlineData("/a/b")]
    [InlineData("GET /cost")]
    [InlineData("50%2Fcost")]
    [InlineData("cost")]
    public async Task Get_AwkwardName_IsFoundByPathAndByParameter(string name)
    {
        await PostSinAsync(name, _start, perSecond: 1, seconds: 1);
        string escaped = Uri.EscapeDataString(name);
        Assert.Equal(name, (string)(await _silo.GetAsync($"/api/v1/endpoints/{escaped}/cost"))["endpoint"]!);
        Assert.Equal(name, (string)(await _silo.GetAsync($"/api/v1/endpoints/cost?name={escaped}"))["endpoint"]!);
        Assert.Equal(name, (string)(await _silo.GetAsync($"/api/v1/endpoints/{escaped}"))["name"]!);
    }

    [Fact]
    public async Task Get_NothingBefore_SaysWhyInsteadOfGuessing()
    {
        await PostSinAsync("/young", _start, perSecond: 1, seconds: 5);
        JsonNode report = await _silo.GetAsync("/api/v1/endpoints/%2Fyoung/cost");
        Assert.Null(report["reference"]);
        Assert.Equal("the endpoint's first event came after the reference", (string?)report["reference_missing"]);
        Assert.Null(report["operations"]![0]!["added_ms_per_s"]);
    }

    [Theory]
    [InlineData("reference_from=1", "reference_from and reference_to go together")]
    [InlineData("reference_from=2&reference_to=1", "reference_from must lie before reference_to")]
    [InlineData("reference_from=soon&reference_to=1", "reference_from is 'soon'")]
    [InlineData("window=5", "window is '5'")]
    [InlineData("sort=cheap", "sort is 'cheap'")]
    [InlineData("limit=257", "limit is '257': it takes 1 to 256")]
    public async Task Get_MalformedParameter_Is400(string query, string expected)
    {
        JsonNode problem = await ProblemAsync("/api/v1/endpoints/any/cost?" + query, HttpStatusCode.BadRequest, "malformed-parameter");
        Assert.Contains(expected, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_UnknownEndpointOrSegment_Is404()
    {
        await ProblemAsync("/api/v1/endpoints/never-seen/cost", HttpStatusCode.NotFound, "unknown-endpoint");
        await PostSinAsync("/known", _start, perSecond: 1, seconds: 1);
        JsonNode problem = await ProblemAsync("/api/v1/endpoints/%2Fknown/cost?segment=gold", HttpStatusCode.NotFound, "unknown-name");
        Assert.Equal("segment is 'gold', which was never seen; there are premium.", (string?)problem["detail"]);
    }

    private async Task<JsonNode> ProblemAsync(string path, HttpStatusCode status, string code)
    {
        using HttpResponseMessage response = await _silo.Http.GetAsync(new Uri(path, UriKind.Relative));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, body);
        JsonNode problem = JsonNode.Parse(body)!;
        Assert.Equal("urn:pipeline:problem:" + code, (string)problem["type"]!);
        return problem;
    }

    /// <summary>Each event makes 847 calls of json.dumps that take 3.1 of its 5 seconds.</summary>
    private async Task PostSinAsync(string endpoint, long start, int perSecond, int seconds = 60)
    {
        StringBuilder lines = new();
        for (int index = 0; index < seconds * perSecond; index++)
        {
            lines.AppendLine(new JsonObject
            {
                ["time"] = start + (index / perSecond * 1_000L),
                ["endpoint"] = endpoint,
                ["segment"] = "premium",
                ["duration_ms"] = 5_000,
                ["cpu_ms"] = 2_500,
                ["db_queries"] = 7,
                ["operations"] = new JsonObject
                {
                    ["json.dumps"] = new JsonObject { ["count"] = 847, ["ms"] = 3_100 },
                    ["postgres"] = new JsonObject { ["kind"] = "dependency", ["count"] = 7, ["ms"] = 500 },
                },
            }.ToJsonString());
        }

        using StringContent body = new(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await _silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), body);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode && answer.Contains("\"rejected_count\":0", StringComparison.Ordinal), answer);
    }
}
