using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Backtests over HTTP, from C# and in the terminal.</summary>
public sealed class BacktestHttpTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private const int NormalMinutes = 8;
    private const int EventsPerSecond = 3;

    private readonly SiloProcess _silo = fixture.Silo;

    // Whole minutes that lie behind, so that no clock is waited for.
    private readonly long _start = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 60_000 * 60_000) - 900_000;

    private long Exploded => _start + (NormalMinutes * 60_000);

    [Fact]
    public async Task Post_OptionsAsTheyAre_FindsWhatFired()
    {
        await PostExplosionAsync("/same");
        JsonNode result = await RunAsync(new JsonObject { ["endpoints"] = new JsonArray("/sa*"), ["to"] = Exploded + 60_000 });

        JsonNode endpoint = Assert.Single(result["endpoints"]!.AsArray())!;
        JsonNode counts = result["counts"]!;
        Assert.Equal("/same", (string?)endpoint["name"]);
        Assert.True((int)counts["fired"]! > 0, result.ToJsonString());
        Assert.Equal(((int)counts["fired"]!, 0, 0), ((int)counts["matched"]!, (int)counts["only_fired"]!, (int)counts["only_would"]!));
        foreach (JsonNode? pair in endpoint["matched"]!.AsArray())
            Assert.Equal((string?)pair!["fired"]!["id"], (string?)pair["would_fire"]!["id"]);
        Assert.Contains("json.dumps", endpoint["matched"]!.AsArray().Select(static pair => (string?)pair!["would_fire"]!["causes"]![0]!["operation"]));
    }

    [Fact]
    public async Task Post_OtherOptions_SaysWhatDiffersAndChangesNothing()
    {
        await PostExplosionAsync("/other");
        string path = $"/api/v1/endpoints/%2Fother/anomalies?to={Exploded + 30_000}";
        string settings = (await _silo.GetAsync("/api/v1/endpoints/%2Fother/detection")).ToJsonString();
        string aggregates = (await _silo.GetAsync("/api/v1/endpoints/%2Fother?window=all")).ToJsonString();
        string anomalies = (await _silo.GetAsync(path))["anomalies"]!.ToJsonString();

        using PipelineQueryClient client = new(_silo.Http);
        List<BacktestLine> lines = [];
        BacktestRequest request = new() { Endpoints = ["/other"], To = Exploded + 60_000, Options = new DetectionOptionsChange { IsEnabled = false } };
        await foreach (BacktestLine line in client.RunBacktestAsync(request))
            lines.Add(line);
        BacktestReport report = lines[^1].Result!;
        Assert.Equal(new BacktestProgressReport(0, 1, 0, 0), lines[0].Progress);
        Assert.True(report.Counts.Fired > 0);
        Assert.Equal((0, report.Counts.Fired), (report.Counts.WouldFire, report.Counts.OnlyFired));

        Assert.Equal(settings, (await _silo.GetAsync("/api/v1/endpoints/%2Fother/detection")).ToJsonString());
        Assert.Equal(aggregates, (await _silo.GetAsync("/api/v1/endpoints/%2Fother?window=all")).ToJsonString());
        Assert.Equal(anomalies, (await _silo.GetAsync(path))["anomalies"]!.ToJsonString());
    }

    [Fact]
    public async Task Cli_OtherOptions_PrintsTheTableAndWhatDiffers()
    {
        await PostExplosionAsync("/terminal");
        string[] arguments = ["backtest", "--to", _silo.Url, "--endpoint", "/terminal", "--to-time", Text(Exploded + 60_000), "--set", "is_enabled=false"];
        string output = await RunToolAsync(0, arguments);
        Assert.Contains("that fired 0 would fire again", output, StringComparison.Ordinal);
        Assert.Contains("no longer, since (UTC)", output, StringComparison.Ordinal);
        Assert.Contains("json.dumps", output, StringComparison.Ordinal);

        JsonNode json = JsonNode.Parse(await RunToolAsync(0, [.. arguments, "--json"]))!;
        Assert.Equal("/terminal", (string?)json["endpoints"]![0]!["name"]);
    }

    [Fact]
    public async Task Cli_RefusedOrNobodyThere_SaysSo()
    {
        Assert.Contains("unknown-endpoint", await RunToolAsync(1, "backtest", "--to", _silo.Url, "--endpoint", "/never-seen"), StringComparison.Ordinal);
        Assert.Equal("pipeline backtest: 127.0.0.1:1: Connection refused", (await RunToolAsync(1, "backtest", "--to", "http://127.0.0.1:1")).Trim());
        Assert.Contains("the names are is_enabled", await RunToolAsync(2, "backtest", "--set", "colour=red"), StringComparison.Ordinal);
        Assert.Contains("--from", await RunToolAsync(2, "backtest", "--from", "soon"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"endpoints": ["/never-seen", "/no*"]}""", 404, "unknown-endpoint", "'/never-seen', '/no*'")]
    [InlineData("""{"endpoints": []}""", 400, "malformed-body", "endpoints is empty")]
    [InlineData("""{"endpoints": "all"}""", 400, "malformed-body", "endpoints")]
    [InlineData("""{"from": 2, "to": 1}""", 400, "malformed-body", "from must lie before to")]
    [InlineData("""{"from": "soon"}""", 400, "malformed-body", "from is not of the type")]
    [InlineData("""{"option": {}}""", 400, "malformed-body", "option is unknown: the body takes endpoints, from, to, options")]
    [InlineData("""{"options": {"colour": 1}}""", 400, "malformed-body", "options.colour is unknown: options takes is_enabled")]
    [InlineData("""{"options": {"warmup_windows": "many"}}""", 400, "malformed-body", "options.warmup_windows")]
    [InlineData("""{"options": {"warmup_windows": 2}}""", 400, "malformed-settings", "3 to 10,000")]
    [InlineData("""{"options": {"fast_width_ms": 30000}}""", 400, "malformed-settings", "fast_width_ms is 30000: it takes 1000, 10000, 60000, 3600000")]
    [InlineData("[]", 400, "malformed-body", "no JSON object")]
    [InlineData("{", 400, "malformed-body", "no JSON")]
    public async Task Post_BadRequest_IsAProblemThatSaysWhichAndWhy(string body, int status, string code, string detail)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        await AssertProblemAsync(content, (HttpStatusCode)status, code, detail);
    }

    [Fact]
    public async Task Post_WrongMediaTypeOrTooLarge_IsAProblem()
    {
        using StringContent text = new("{}", Encoding.UTF8, "text/plain");
        await AssertProblemAsync(text, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type", "text/plain");
        using StringContent large = new($$"""{"endpoints": ["{{new string('a', 1_100_000)}}"]}""", Encoding.UTF8, "application/json");
        await AssertProblemAsync(large, HttpStatusCode.RequestEntityTooLarge, "too-large", "1048576");
    }

    private async Task AssertProblemAsync(HttpContent content, HttpStatusCode status, string code, string detail)
    {
        using HttpResponseMessage response = await _silo.Http.PostAsync(new Uri("/api/v1/backtest", UriKind.Relative), content);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, answer);
        JsonNode problem = JsonNode.Parse(answer)!;
        Assert.Equal("urn:pipeline:problem:" + code, (string)problem["type"]!);
        Assert.Contains(detail, (string)problem["detail"]!, StringComparison.Ordinal);
    }

    /// <summary>The last line's result; the first line must be progress.</summary>
    private async Task<JsonNode> RunAsync(JsonObject request)
    {
        using StringContent content = new(request.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _silo.Http.PostAsync(new Uri("/api/v1/backtest", UriKind.Relative), content);
        string answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, answer);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        string[] lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(0, (int)JsonNode.Parse(lines[0])!["progress"]!["endpoints_done"]!);
        return JsonNode.Parse(lines[^1])!["result"]!;
    }

    private static async Task<string> RunToolAsync(int expectedExitCode, params string[] arguments)
    {
        await using ToolProcess tool = ToolProcess.Start("Pipeline.Cli", arguments);
        Assert.True(await tool.WaitForExitAsync() == expectedExitCode, tool.Output);
        return tool.Output;
    }

    private async Task PostExplosionAsync(string endpoint)
    {
        for (int minute = 0; minute < NormalMinutes; minute++)
            await PostAsync(endpoint, _start + (minute * 60_000), premiumCalls: 3);
        await PostAsync(endpoint, Exploded, premiumCalls: 847);
    }

    /// <summary>A minute of events of two segments at an even pace; only the durations vary a little, and the same way in every run.</summary>
    private async Task PostAsync(string endpoint, long start, int premiumCalls)
    {
        StringBuilder lines = new();
        for (int number = 0; number < 60 * EventsPerSecond; number++)
        {
            foreach (string segment in (string[])["free", "premium"])
            {
                int calls = segment == "premium" ? premiumCalls : 3;
                double durationMs = 40 + (number * 7 % 11) + (calls * 3);
                lines.Append(CultureInfo.InvariantCulture, $$$"""{"time":{{{start + (number * 1_000 / EventsPerSecond)}}},"endpoint":"{{{endpoint}}}","segment":"{{{segment}}}","duration_ms":{{{durationMs}}},"operations":{"json.dumps":{"count":{{{calls}}},"ms":{{{calls * 3}}} } } }""").Append('\n');
            }
        }

        using StringContent body = new(lines.ToString(), Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage sent = await _silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), body);
        string answer = await sent.Content.ReadAsStringAsync();
        Assert.True(sent.IsSuccessStatusCode, answer);
        Assert.Equal(0, (int)JsonNode.Parse(answer)!["rejected_count"]!);
    }

    private static string Text(long unixMs) => unixMs.ToString(CultureInfo.InvariantCulture);
}
