using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Pipeline.EndToEnd.Tests;

/// <summary><c>GET /api/v1/endpoints</c>: orders and pages, from what the catalog holds.</summary>
public sealed class EndpointListTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private readonly SiloProcess _silo = fixture.Silo;

    private static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    [Fact]
    public async Task List_SortedByP95_IsRightAndWakesNoGrain()
    {
        int[] durations = [40, 10, 30, 20, 50];
        StringBuilder lines = new();
        long now = Now;
        foreach (int duration in durations)
        {
            for (int i = 0; i < 20; i++)
                lines.Append(CultureInfo.InvariantCulture, $$"""{"time":{{now}},"endpoint":"/p95-{{duration}}","segment":"s{{i % 2}}","duration_ms":{{duration + (i / 19.0)}},"cpu_ms":{{duration}},"db_queries":{{duration / 10}}}""").Append('\n');
        }

        await _silo.PostAsync(lines.ToString());
        await _silo.GetUntilAsync(
            "/api/v1/endpoints?sort=p95&limit=1000",
            list => list["endpoints"]!.AsArray().Count(endpoint => ((string)endpoint!["name"]!).StartsWith("/p95-", StringComparison.Ordinal) && (double)endpoint["count"]! == 20) == 5);
        long activations = await _silo.GetMetricAsync("pipeline_endpoints_activations_total");
        Assert.True(activations >= 5);

        foreach ((string query, int[] expected) in (IEnumerable<(string, int[])>)[
            ("sort=p95", [50, 40, 30, 20, 10]),
            ("sort=p95&order=asc", [10, 20, 30, 40, 50]),
            ("sort=cpu", [50, 40, 30, 20, 10]),
            ("sort=db_queries&order=asc", [10, 20, 30, 40, 50]),
            ("sort=time&detail=summary", [50, 40, 30, 20, 10])])
        {
            JsonNode list = await _silo.GetAsync($"/api/v1/endpoints?{query}&limit=1000");
            IEnumerable<string> names = list["endpoints"]!.AsArray().Select(endpoint => (string)endpoint!["name"]!).Where(name => name.StartsWith("/p95-", StringComparison.Ordinal));
            Assert.Equal(expected.Select(duration => $"/p95-{duration}"), names);
        }

        JsonNode summary = (await _silo.GetAsync("/api/v1/endpoints?limit=1000"))["endpoints"]!.AsArray().Single(endpoint => (string)endpoint!["name"]! == "/p95-50")!;
        JsonNode report = await _silo.GetAsync("/api/v1/endpoints/%2Fp95-50?window=5m");
        Assert.Equal((double)report["duration_ms"]!["p95"]!, (double)summary["duration_ms"]!["p95"]!);
        Assert.Equal((20, 50, 5), ((double)summary["count"]!, (double)summary["cpu_ms"]!, (double)summary["db_queries"]!));
        Assert.Equal(20 / 60.0, (double)summary["rate"]!);
        Assert.Equal(["s0", "s1"], summary["segments"]!.AsArray().Select(segment => (string)segment!));
        Assert.Equal(activations, await _silo.GetMetricAsync("pipeline_endpoints_activations_total"));
    }

    [Fact]
    public async Task List_PagesWhileEndpointsJoin_ShowsEachOldOneOnce()
    {
        string[] names = [.. Enumerable.Range(0, 60).Select(number => $"/page-{number:d2}")];
        await _silo.PostAsync(Lines(names));
        List<string> seen = [];
        string? cursor = null;
        int joined = 0;
        do
        {
            JsonNode page = await _silo.GetAsync("/api/v1/endpoints?limit=7" + (cursor is null ? "&sort=name" : $"&cursor={cursor}"));
            seen.AddRange(page["endpoints"]!.AsArray().Select(endpoint => (string)endpoint!["name"]!));
            cursor = (string?)page["next"];
            await _silo.PostAsync(Lines(Enumerable.Range(0, 3).Select(_ => $"/page-{joined % 60:d2}-{joined++}")));
        }
        while (cursor is not null);

        Assert.Equal(names, seen.Where(name => name.StartsWith("/page-", StringComparison.Ordinal) && name.Length == "/page-00".Length));
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task List_FullDetail_IsThatOfTheEndpointsOfThePage()
    {
        await _silo.PostAsync(Lines(["/full-a", "/full-b"]));
        JsonNode page = await _silo.GetAsync("/api/v1/endpoints?detail=full&limit=1000");
        JsonNode endpoint = page["endpoints"]!.AsArray().Single(node => (string)node!["name"]! == "/full-a")!;
        Assert.Equal(3, (double)endpoint["operations"]![0]!["per_event"]!);
        Assert.NotNull((long?)page["as_of"]);
        JsonNode limited = await _silo.GetAsync("/api/v1/endpoints?window=all&limit=1");
        Assert.Single(limited["endpoints"]!.AsArray());
        Assert.NotNull(limited["next"]);
    }

    [Theory]
    [InlineData("sort=speed", "sort is 'speed'")]
    [InlineData("order=up", "order is 'up'")]
    [InlineData("detail=more", "detail is 'more'")]
    [InlineData("detail=summary&window=1h", "detail=full")]
    [InlineData("limit=0", "limit is '0'")]
    [InlineData("limit=10001", "limit is '10001'")]
    [InlineData("cursor=abc", "cursor is 'abc'")]
    [InlineData("cursor=zzz", "cursor is 'zzz'")]
    [InlineData("cursor=!!!!", "cursor is '!!!!'")]
    [InlineData("window=never", "window is 'never'")]
    public async Task List_MalformedParameter_Is400(string query, string detail)
    {
        using HttpResponseMessage response = await _silo.Http.GetAsync(new Uri("/api/v1/endpoints?" + query, UriKind.Relative));
        JsonNode problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal((HttpStatusCode.BadRequest, "urn:pipeline:problem:malformed-parameter"), (response.StatusCode, (string?)problem["type"]));
        Assert.Contains(detail, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_CursorOfAnotherOrder_Is400()
    {
        await _silo.PostAsync(Lines(["/cursor-a", "/cursor-b"]));
        string cursor = (string)(await _silo.GetAsync("/api/v1/endpoints?limit=1&sort=name"))["next"]!;
        using HttpResponseMessage response = await _silo.Http.GetAsync(new Uri($"/api/v1/endpoints?sort=rate&cursor={cursor}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static string Lines(IEnumerable<string> endpoints)
    {
        StringBuilder lines = new();
        foreach (string endpoint in endpoints)
            lines.Append(CultureInfo.InvariantCulture, $$"""{"time":{{Now}},"endpoint":"{{endpoint}}","duration_ms":5,"operations":{"json.dumps":3} }""").Append('\n');
        return lines.ToString();
    }
}
