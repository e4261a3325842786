using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;

namespace Pipeline.EndToEnd.Tests.Budgets;

/// <summary>Budgets over HTTP, the query client and the command line, against a running silo.</summary>
public sealed class BudgetsHttpTests(BudgetFixture fixture) : IClassFixture<BudgetFixture>
{
    private readonly SiloProcess _silo = fixture.Silo;

    [Fact]
    public async Task Default_847CallsOfJsonDumps_BreaksWithinTwoClosedWindows()
    {
        using BudgetDriver driver = new(_silo, "/recommend");
        await driver.SendAsync(2, 847);

        BudgetCheckReport report = await driver.CheckAsync();

        Finding finding = Assert.Single(report.Broken);
        Assert.Equal(("calls-per-event", "/recommend", driver.StartUnixMs), (finding.Rule, finding.Endpoint, finding.Since));
        Assert.InRange(finding.Detected, finding.Since + 10_000, finding.Since + 20_000);
        Assert.Contains("free and premium alike", finding.Sentence, StringComparison.Ordinal);
        Assert.Contains(
            "`json.dumps` 847 calls in the worst event, budget `calls-per-event` allows 100; 92 % of the time; look for a loop around `json.dumps`.",
            finding.Sentence,
            StringComparison.Ordinal);
        Assert.True(report.IsComplete);
    }

    [Fact]
    public async Task Check_OfTheCommandLine_ExitsAsItSays()
    {
        using BudgetDriver good = new(_silo, "/good");
        await good.SendAsync(2, 3);
        using BudgetDriver bad = new(_silo, "/bad");
        await bad.SendAsync(2, 847);

        (int exitCode, string output) = await good.RunCheckAsync();
        Assert.True(exitCode == 0, output);
        Assert.Contains("No budget broke from", output, StringComparison.Ordinal);

        (exitCode, output) = await bad.RunCheckAsync();
        Assert.True(exitCode == 1, output);
        Assert.Contains("BROKEN calls-per-event (ticket) goes on: `/bad`", output, StringComparison.Ordinal);

        (exitCode, output) = await bad.RunCheckAsync("--severity", "page");
        Assert.True(exitCode == 0, output);
        (exitCode, output) = await bad.RunCheckAsync("--json");
        Assert.Equal(1, exitCode);
        Assert.Equal("json.dumps", (string?)JsonNode.Parse(output)!["broken"]![0]!["causes"]![0]!["name"]);

        await using ToolProcess misspelt = ToolProcess.Start("Pipeline.Cli", ["check", "--to", _silo.Url, "--endpoint", "/no-such-*"]);
        Assert.Equal(3, await misspelt.WaitForExitAsync());
        Assert.Contains("Nothing was checked: no endpoint fits '/no-such-*'.", misspelt.Output, StringComparison.Ordinal);
        await using ToolProcess later = ToolProcess.Start("Pipeline.Cli", ["check", "--to", _silo.Url, "--last", "5m", "--endpoint", "/good"]);
        Assert.Equal(3, await later.WaitForExitAsync());
        Assert.Contains("Nothing was checked: no endpoint that fits '/good' had an event since", later.Output, StringComparison.Ordinal);

        (exitCode, output) = await bad.RunCheckAsync("--last", "5m");
        Assert.Equal(2, exitCode);
        Assert.Contains("--from and --last exclude each other.", output, StringComparison.Ordinal);
        (exitCode, output) = await bad.RunCheckAsync("--severity", "colour");
        Assert.Equal(2, exitCode);

        await using ToolProcess unreachable = ToolProcess.Start("Pipeline.Cli", ["check", "--to", "http://127.0.0.1:1"]);
        Assert.Equal(3, await unreachable.WaitForExitAsync());
        Assert.Contains("pipeline check: 127.0.0.1:1:", unreachable.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_WhileTrafficRuns_TakesEffectAndIsWithdrawnWithTheBudget()
    {
        using BudgetDriver driver = new(_silo, "/changing");
        await driver.SendAsync(1, 50);
        Assert.Empty((await driver.CheckAsync()).Broken);

        Budget budget = new("changing-calls", BudgetMetric.OperationCalls, BudgetScope.WorstEvent, 20, Endpoint: "/chang*", Severity: AlertSeverity.Page, Owner: "shop", Runbook: "https://runbooks.example/json");
        BudgetReport put = await driver.Client.PutBudgetAsync(budget, version: 0, by: "eve");
        Assert.Equal((budget, "api", "eve"), (put.Budget, put.Origin, put.By));
        await driver.CheckAsync();
        long from = driver.NextUnixMs;
        await driver.SendAsync(2, 50);

        Finding finding = Assert.Single((await driver.CheckAsync(from)).Broken);
        Assert.Equal(("changing-calls", AlertSeverity.Page, "shop", "https://runbooks.example/json"), (finding.Rule, finding.Severity, finding.Owner, finding.Runbook));

        PipelineQueryException stale = await Assert.ThrowsAsync<PipelineQueryException>(() => driver.Client.DeleteBudgetAsync("changing-calls", put.Version + 7));
        Assert.Equal((HttpStatusCode.PreconditionFailed, "version-conflict"), (stale.Status, stale.Code));
        Assert.Equal(put, await driver.Client.DeleteBudgetAsync("changing-calls", put.Version, "eve"));
        await driver.CheckAsync();
        Assert.Equal("withdrawn", Assert.Single((await driver.CheckAsync(from)).Broken).End);
    }

    [Fact]
    public async Task Budget_ByName_HasAnEntityTagThatConditionsGoBy()
    {
        const string Path = "/api/v1/budgets/tagged";
        const string Body = """{"metric":"db_queries","scope":"worst_event","limit":20}""";
        (HttpStatusCode status, string? tag, _) = await SendAsync(HttpMethod.Put, Path, Body, ("If-None-Match", "*"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(tag, (await SendAsync(HttpMethod.Get, Path, null)).Tag);

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(HttpMethod.Put, Path, Body, ("If-None-Match", "*"))).Status);
        foreach (HttpMethod method in new[] { HttpMethod.Put, HttpMethod.Delete })
        {
            (status, _, string malformed) = await SendAsync(method, Path, Body, ("If-Match", "seven"));
            Assert.Equal((HttpStatusCode.BadRequest, "urn:pipeline:problem:malformed-header"), (status, (string?)JsonNode.Parse(malformed)!["type"]));
        }

        (status, string? next, _) = await SendAsync(HttpMethod.Put, Path, Body.Replace("20", "30", StringComparison.Ordinal), ("If-Match", tag!));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEqual(tag, next);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(HttpMethod.Delete, Path, null, ("If-Match", tag!))).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Delete, Path, null, ("If-Match", next!))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, Path, null)).Status);
    }

    [Theory]
    [InlineData("[]", "no JSON object")]
    [InlineData("{", "no JSON")]
    [InlineData("""{"metric":"colour","scope":"window","limit":1}""", "metric is not of the type that it takes: it takes operation_calls, memory_delta")]
    [InlineData("""{"metric":"cpu","scope":"window"}""", "limit is missing.")]
    [InlineData("""{"metric":"cpu","scope":"window","limit":1,"limits":2}""", "limits is unknown: the body takes name, metric, scope, limit")]
    [InlineData("""{"metric":"cpu","scope":"window","limit":"1"}""", "limit is not of the type that it takes.")]
    [InlineData("""{"name":"other","metric":"cpu","scope":"window","limit":1}""", "name is 'other', but the path says 'wrong'.")]
    [InlineData("""{"metric":"duration","scope":"window","limit":1}""", "percentile is missing: the duration of a window takes 50, 90, 95 or 99.")]
    [InlineData("""{"metric":"cpu","scope":"window","limit":1,"runbook":"/run"}""", "runbook is '/run': it takes an absolute http or https URL")]
    [InlineData("""{"metric":"cpu","scope":"window","limit":1,"\ud800":2}""", "A name or a string has half of a surrogate pair")]
    [InlineData("""{"metric":"\ud800","scope":"window","limit":1}""", "metric is not of the type that it takes: it takes operation_calls, memory_delta")]
    public async Task Put_BodyThatIsWrong_SaysWhatIsWrongWithIt(string body, string detail)
    {
        (HttpStatusCode status, _, string answer) = await SendAsync(HttpMethod.Put, "/api/v1/budgets/wrong", body);
        JsonNode problem = JsonNode.Parse(answer)!;
        Assert.Equal((HttpStatusCode.BadRequest, "urn:pipeline:problem:malformed-budget"), (status, (string?)problem["type"]));
        Assert.Contains(detail, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/calls-per-event")]
    [InlineData("PUT", "/calls-per-event")]
    [InlineData("DELETE", "/calls-per-event")]
    [InlineData("GET", "/check")]
    public async Task Parameter_ThatIsUnknown_IsRefused(string method, string path)
    {
        (HttpStatusCode status, _, string answer) = await SendAsync(new HttpMethod(method), $"/api/v1/budgets{path}?endpoints=x", null);
        JsonNode problem = JsonNode.Parse(answer)!;
        Assert.Equal((HttpStatusCode.BadRequest, "urn:pipeline:problem:malformed-parameter"), (status, (string?)problem["type"]));
        Assert.StartsWith("endpoints is unknown: this path takes", (string?)problem["detail"], StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string? Tag, string Body)> SendAsync(HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using HttpResponseMessage response = await _silo.Http.SendAsync(request);
        return (response.StatusCode, response.Headers.ETag?.ToString(), await response.Content.ReadAsStringAsync());
    }
}
