using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;

namespace Pipeline.EndToEnd.Tests;

/// <summary>What was not as usual, over HTTP, from C# and in the terminal.</summary>
public sealed class AnomaliesHttpTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private const int NormalMinutes = 8;
    private const int EventsPerSecond = 3;

    private readonly SiloProcess _silo = fixture.Silo;

    // Whole minutes that lie behind, so that no clock is waited for.
    private readonly long _start = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 60_000 * 60_000) - 900_000;

    [Fact]
    public async Task Get_CallsOfAnOperationExplodeForOneSegment_NamesItFirst()
    {
        await PostNormalAsync("/exploding");
        long exploded = _start + (NormalMinutes * 60_000);
        await PostAsync("/exploding", exploded, seconds: 60, premiumCalls: 847);

        // Endpoints tell the catalog, which is asked, every second.
        JsonNode page = await _silo.GetUntilAsync(
            $"/api/v1/anomalies?severity=anomaly&endpoint=/explod*&to={exploded + 30_000}", static page => page["anomalies"]!.AsArray().Count > 0);

        JsonNode anomaly = Assert.Single(page["anomalies"]!.AsArray())!;
        JsonNode cause = anomaly["causes"]![0]!;
        Assert.Equal(("/exploding", "anomaly", false), ((string?)anomaly["endpoint"], (string?)anomaly["severity"], (bool)anomaly["every_segment"]!));
        Assert.Equal(["premium"], anomaly["segments"]!.AsArray().Select(segment => (string)segment!));
        Assert.Equal(("json.dumps", "function", "premium"), ((string?)cause["operation"], (string?)cause["kind"], (string?)cause["segment"]));
        Assert.StartsWith("operation_calls", (string?)cause["feature"], StringComparison.Ordinal);
        Assert.Equal(exploded, (long)anomaly["since"]!);
        Assert.InRange((long)anomaly["detected"]!, exploded + 10_000, exploded + 30_000);
        Assert.Contains("json.dumps", (string?)anomaly["sentence"], StringComparison.Ordinal);

        // The same by every other way.
        string id = (string)anomaly["id"]!;
        Assert.Equal([id], await IdsAsync("/api/v1/endpoints/%2Fexploding/anomalies?severity=anomaly"));
        Assert.Equal([id], await IdsAsync("/api/v1/anomalies?severity=anomaly&endpoint=/exploding&segment=premium"));
        Assert.Equal([id], await IdsAsync($"/api/v1/anomalies?severity=anomaly&endpoint=*exploding&from={exploded}&to={exploded + 1}"));
        Assert.Equal([], await IdsAsync($"/api/v1/anomalies?severity=anomaly&endpoint=*exploding&to={exploded}"));
        Assert.Equal([], await IdsAsync("/api/v1/anomalies?severity=anomaly&endpoint=*exploding&segment=free"));
        await _silo.GetUntilAsync("/api/v1/segments", static list => list["segments"]!.AsArray().Any(static segment => (string?)segment!["name"] == "premium"));
        Assert.Contains(id, await IdsAsync("/api/v1/segments/premium/anomalies"));

        using PipelineQueryClient client = new(_silo.Http);
        AnomalyPage asked = await client.ListAnomaliesAsync(new AnomalyQuestion { Endpoint = "/exploding", Severity = AnomalySeverities.Anomaly });
        Assert.Equal((id, "json.dumps"), (Assert.Single(asked.Anomalies).Id, asked.Anomalies[0].Causes[0].Operation));
        FeaturesReport features = await client.GetFeaturesAsync("/exploding", "premium");
        FeatureReport calls = Assert.Single(Assert.Single(features.Segments).Features, feature => feature is { Feature: "operation_calls", Operation: "json.dumps" });
        Assert.Equal((847.0, 3.0, "calls/event"), (calls.Observed, Math.Round(calls.Expected!.Value, 1), calls.Unit));
        Assert.True(calls.High < calls.Observed);

        string table = await RunAsync(0, "anomalies", "--to", _silo.Url, "--endpoint", "/exploding");
        Assert.Contains("/exploding", table, StringComparison.Ordinal);
        Assert.Contains("json.dumps", table, StringComparison.Ordinal);
        JsonNode json = JsonNode.Parse(await RunAsync(0, "anomalies", "--to", _silo.Url, "--endpoint", "/exploding", "--json"))!;
        Assert.Contains(id, json["anomalies"]!.AsArray().Select(shown => (string?)shown!["id"]));
    }

    [Fact]
    public async Task Get_CalleeSlowsDown_NamesItBeneathItsCaller()
    {
        for (int minute = 0; minute <= NormalMinutes; minute++)
        {
            long start = _start + (minute * 60_000);
            int factor = minute == NormalMinutes ? 20 : 1;
            await PostCallsAsync("/caller", start, 5, ("/callee", 30 * factor));
            await PostCallsAsync("/callee", start, 5, ("postgres", 20 * factor));
        }

        JsonNode page = await _silo.GetUntilAsync(
            "/api/v1/anomalies?severity=anomaly&endpoint=/caller", static page => page["anomalies"]!.AsArray().Any(static anomaly => anomaly!["deepest"] is not null));
        JsonNode caller = page["anomalies"]!.AsArray().Single(static anomaly => anomaly!["deepest"] is not null)!;
        JsonNode callee = (await _silo.GetAsync("/api/v1/anomalies?severity=anomaly&endpoint=/callee"))["anomalies"]!.AsArray().Last()!;
        Assert.Equal(((string?)callee["id"], "/callee", (string?)callee["sentence"]),
            ((string?)caller["deepest"]!["id"], (string?)caller["deepest"]!["endpoint"], (string?)caller["deepest"]!["sentence"]));
        Assert.Contains("postgres", (string?)callee["sentence"], StringComparison.Ordinal);
        Assert.Null(callee["deepest"]);
    }

    [Fact]
    public async Task Get_OnlyNormalCalls_HasNothing()
    {
        await PostNormalAsync("/usual");
        JsonNode features = await _silo.GetUntilAsync("/api/v1/endpoints/%2Fusual/features", static features =>
            features["segments"]!.AsArray().Count == 2 && features["segments"]!.AsArray().All(static segment => segment!["features"]!.AsArray().Count > 0));
        Assert.Equal(["free", "premium"], features["segments"]!.AsArray().Select(segment => (string)segment!["segment"]!));
        // That nothing comes any more, by the clock, is not usual either; it may have been noticed already.
        long end = _start + (NormalMinutes * 60_000);
        Assert.Equal([], await IdsAsync($"/api/v1/endpoints/%2Fusual/anomalies?to={end - 20_000}"));
    }

    [Theory]
    [InlineData("/a/b/features")]
    [InlineData("features")]
    [InlineData("GET /anomalies")]
    public async Task Get_AwkwardName_IsFoundByPathAndByParameter(string name)
    {
        await PostAsync(name, _start, seconds: 1, premiumCalls: 3);
        string escaped = Uri.EscapeDataString(name);
        Assert.Equal(name, (string)(await _silo.GetAsync($"/api/v1/endpoints/{escaped}/features"))["endpoint"]!);
        Assert.Equal(name, (string)(await _silo.GetAsync($"/api/v1/endpoints/features?name={escaped}"))["endpoint"]!);
        Assert.Equal(name, (string)(await _silo.GetAsync($"/api/v1/endpoints/{escaped}"))["name"]!);
        Assert.Equal([], await IdsAsync($"/api/v1/endpoints/{escaped}/anomalies"));
        Assert.Equal([], await IdsAsync($"/api/v1/anomalies?endpoint={escaped}"));
    }

    [Theory]
    [InlineData("from=soon", "from is 'soon'")]
    [InlineData("from=2&to=1", "from must lie before to")]
    [InlineData("severity=bad", "severity is 'bad': it takes anomaly or notice")]
    [InlineData("open=yes", "open is 'yes': it takes true or false")]
    [InlineData("limit=1001", "limit is '1001': it takes 1 to 1000")]
    [InlineData("cursor=AAAA", "cursor is 'AAAA'")]
    [InlineData("cursor=%20", "cursor is ' '")]
    public async Task Get_MalformedParameter_Is400(string query, string expected)
    {
        foreach (string path in (string[])["/api/v1/anomalies", "/api/v1/endpoints/any/anomalies", "/api/v1/segments/any/anomalies"])
        {
            JsonNode problem = await ProblemAsync($"{path}?{query}", HttpStatusCode.BadRequest, "malformed-parameter");
            Assert.Contains(expected, (string?)problem["detail"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Get_UnknownName_Is404()
    {
        await ProblemAsync("/api/v1/anomalies?endpoint=never-seen", HttpStatusCode.NotFound, "unknown-endpoint");
        await ProblemAsync("/api/v1/endpoints/never-seen/anomalies", HttpStatusCode.NotFound, "unknown-endpoint");
        await ProblemAsync("/api/v1/segments/never-seen/anomalies", HttpStatusCode.NotFound, "unknown-segment");
        await ProblemAsync("/api/v1/endpoints/never-seen/features", HttpStatusCode.NotFound, "unknown-endpoint");
        await PostAsync("/known", _start, seconds: 1, premiumCalls: 3);
        JsonNode problem = await ProblemAsync("/api/v1/endpoints/%2Fknown/features?segment=gold", HttpStatusCode.NotFound, "unknown-name");
        Assert.Equal("segment is 'gold', which was never seen; there are free, premium.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task Cli_NobodyThereOrWrongOption_SaysSo()
    {
        Assert.Equal("pipeline anomalies: 127.0.0.1:1: Connection refused", (await RunAsync(1, "anomalies", "--to", "http://127.0.0.1:1")).Trim());
        Assert.Contains("--limit", await RunAsync(2, "anomalies", "--limit", "0"), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(int expectedExitCode, params string[] arguments)
    {
        await using ToolProcess tool = ToolProcess.Start("Pipeline.Cli", arguments);
        Assert.True(await tool.WaitForExitAsync() == expectedExitCode, tool.Output);
        return tool.Output;
    }

    private async Task<IEnumerable<string>> IdsAsync(string path) =>
        (await _silo.GetAsync(path))["anomalies"]!.AsArray().Select(anomaly => (string)anomaly!["id"]!);

    private async Task<JsonNode> ProblemAsync(string path, HttpStatusCode status, string code)
    {
        using HttpResponseMessage response = await _silo.Http.GetAsync(new Uri(path, UriKind.Relative));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, body);
        JsonNode problem = JsonNode.Parse(body)!;
        Assert.Equal("urn:pipeline:problem:" + code, (string)problem["type"]!);
        return problem;
    }

    private async Task PostNormalAsync(string endpoint)
    {
        for (int minute = 0; minute < NormalMinutes; minute++)
            await PostAsync(endpoint, _start + (minute * 60_000), seconds: 60, premiumCalls: 3);
    }

    /// <summary>Events of two segments at an even pace; only the durations vary a little, and the same way in every run.</summary>
    private async Task PostAsync(string endpoint, long start, int seconds, int premiumCalls)
    {
        StringBuilder lines = new();
        for (int number = 0; number < seconds * EventsPerSecond; number++)
        {
            foreach (string segment in (string[])["free", "premium"])
            {
                int calls = segment == "premium" ? premiumCalls : 3;
                double durationMs = 40 + (number * 7 % 11) + (calls * 3);
                lines.Append(CultureInfo.InvariantCulture, $$$"""{"time":{{{start + (number * 1_000 / EventsPerSecond)}}},"endpoint":"{{{endpoint}}}","segment":"{{{segment}}}","duration_ms":{{{durationMs}}},"operations":{"json.dumps":{"count":{{{calls}}},"ms":{{{calls * 3}}}},"db.query":2}}""").Append('\n');
            }
        }

        await SendAsync(lines);
    }

    /// <summary>A minute of events, each with one call of an operation and its time beside the event's own.</summary>
    private async Task PostCallsAsync(string endpoint, long start, double ownMs, (string Name, double Ms) operation)
    {
        StringBuilder lines = new();
        for (int number = 0; number < 60 * EventsPerSecond; number++)
        {
            double ms = operation.Ms * (1 + (number * 7 % 11 / 50.0));
            lines.Append(CultureInfo.InvariantCulture, $$$"""{"time":{{{start + (number * 1_000 / EventsPerSecond)}}},"endpoint":"{{{endpoint}}}","segment":"all","duration_ms":{{{ownMs + ms}}},"operations":{"{{{operation.Name}}}":{"kind":"dependency","count":1,"ms":{{{ms}}} } } }""").Append('\n');
        }

        await SendAsync(lines);
    }

    private async Task SendAsync(StringBuilder lines)
    {
        using StringContent body = new(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage sent = await _silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), body);
        string answer = await sent.Content.ReadAsStringAsync();
        Assert.True(sent.IsSuccessStatusCode, answer);
        Assert.Equal(0, (int)JsonNode.Parse(answer)!["rejected_count"]!);
    }
}
