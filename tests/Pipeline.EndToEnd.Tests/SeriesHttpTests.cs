using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Testing;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Time series over HTTP, against what was sent.</summary>
public sealed class SeriesHttpTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private readonly SiloProcess _silo = fixture.Silo;

    [Fact]
    public async Task Get_AfterSend_AddsUpToWhatTheFileHolds()
    {
        using TemporaryDirectory directory = new();
        string file = directory.File("events.ndjson");
        string[] lines = Traffic.Ndjson(6_000, seed: 7).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await File.WriteAllLinesAsync(file, lines);
        await using (ToolProcess send = ToolProcess.Start("Pipeline.Cli", "send", file, "--to", _silo.Url))
            Assert.True(await send.WaitForExitAsync() == 0, send.Output);
        JsonNode[] events = [.. lines.Select(line => JsonNode.Parse(line)!).Where(line => (string?)line["endpoint"] == "/cart" && (string?)line["segment"] == "free")];

        JsonNode report = await _silo.GetAsync("/api/v1/series?endpoint=%2Fcart&segment=free&step=1m&window=all&metric=count,operations[redis:dependency],values[revenue].sum,max,error_rate,cpu_ms.total");

        long[] times = [.. report["times"]!.AsArray().Select(time => (long)time!)];
        Assert.Equal((60_000, "/cart", "free"), ((long)report["step_ms"]!, (string?)report["endpoint"], (string?)report["segment"]));
        Assert.Equal(["calls", "calls/event", "value", "ms", "share", "ms"], report["series"]!.AsArray().Select(series => (string?)series!["unit"]));
        Assert.Equal(times[0], (long)report["complete_from"]!);
        for (int step = 0; step < times.Length; step++)
        {
            JsonNode[] inside = [.. events.Where(line => (long)line["time"]! >= times[step] && (long)line["time"]! < times[step] + 60_000)];
            Assert.NotEmpty(inside);
            double?[] expected =
            [
                inside.Length,
                inside.Average(line => (double)line["operations"]!["redis"]!["count"]!),
                inside.Sum(line => (double)line["values"]!["revenue"]!),
                inside.Max(line => (double)line["duration_ms"]!),
                inside.Average(line => (string?)line["outcome"] == "error" ? 1.0 : 0.0),
                inside.Sum(line => (double)line["cpu_ms"]!),
            ];
            for (int metric = 0; metric < expected.Length; metric++)
                Assert.Equal(expected[metric]!.Value, (double)report["series"]![metric]!["values"]![step]!, 1e-6);
        }
    }

    [Fact]
    public async Task Get_StepWithoutEvents_IsZeroOrNull()
    {
        long start = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 10_000 * 10_000 - 60_000;
        await PostAsync("/gaps", start);
        await PostAsync("/gaps", start + 20_000);

        JsonNode report = await _silo.GetAsync(Invariant($"/api/v1/series?endpoint=/gaps&metric=rate,p95&step=10s&from={start}&to={start + 40_000}"));

        Assert.Equal("[0.1,0,0.1,null]", report["series"]![0]!["values"]!.ToJsonString());
        Assert.Equal("[5,null,5,null]", report["series"]![1]!["values"]!.ToJsonString());
        Assert.Equal((start, start + 40_000, start + 20_000), ((long)report["from"]!, (long)report["to"]!, (long)report["as_of"]!));
        Assert.Equal(start + 15_000, (long)report["open_from"]!);
    }

    [Fact]
    public async Task Get_AwkwardOperation_IsWrittenWithABackslash()
    {
        await PostAsync("/awkward", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), "f[a, b]");
        JsonNode report = await _silo.GetAsync("/api/v1/series?endpoint=/awkward&window=all&metric=" + Uri.EscapeDataString(@"count,operations[f[a, b\]].max_per_event"));
        Assert.Equal(4, (double)report["series"]![1]!["values"]!.AsArray().Single(value => value is not null)!);
        Assert.Equal(@"operations[f[a, b\]].max_per_event", (string?)report["series"]![1]!["metric"]);
    }

    [Theory]
    [InlineData("metric=rate", 400, "malformed-parameter", "endpoint is missing")]
    [InlineData("endpoint=/known", 400, "malformed-parameter", "metric is missing")]
    [InlineData("endpoint=/known&metric=p95,speed", 400, "malformed-parameter", "metric, character 5: 'speed' is no metric; there are events,")]
    [InlineData("endpoint=/known&metric=rate&step=10", 400, "malformed-parameter", "step is '10'")]
    [InlineData("endpoint=/known&metric=rate&window=5", 400, "malformed-parameter", "window is '5'")]
    [InlineData("endpoint=/known&metric=rate&from=0&to=9999999999&step=1s", 400, "too-many-points", "are given. Take a step of")]
    [InlineData("endpoint=/known&metric=rate&segment=gold", 404, "unknown-name", "segment is 'gold'")]
    [InlineData("endpoint=/known&metric=operations[nope]", 404, "unknown-name", "no operation nope was seen; there are json.dumps")]
    [InlineData("endpoint=/never&metric=rate", 404, "unknown-endpoint", "/never")]
    public async Task Get_WrongQuestion_IsAProblem(string query, int status, string code, string detail)
    {
        await PostAsync("/known", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        using HttpResponseMessage response = await _silo.Http.GetAsync(new Uri("/api/v1/series?" + query, UriKind.Relative));
        JsonNode problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(((HttpStatusCode)status, "urn:pipeline:problem:" + code), (response.StatusCode, (string?)problem["type"]));
        Assert.Contains(detail, (string?)problem["detail"], StringComparison.Ordinal);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private async Task PostAsync(string endpoint, long time, string operation = "json.dumps")
    {
        JsonObject line = new() { ["time"] = time, ["endpoint"] = endpoint, ["duration_ms"] = 5, ["operations"] = new JsonObject { [operation] = 4 } };
        using StringContent body = new(line.ToJsonString(), Encoding.UTF8, "application/x-ndjson");
        using HttpResponseMessage response = await _silo.Http.PostAsync(new Uri("/v1/events", UriKind.Relative), body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
