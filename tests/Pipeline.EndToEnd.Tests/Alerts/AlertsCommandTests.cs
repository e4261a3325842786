using System.Text.Json.Nodes;
using Pipeline.Protocol.Alerting;

namespace Pipeline.EndToEnd.Tests.Alerts;

/// <summary><c>pipeline alerts</c> and <c>pipeline silence</c> as processes: what they ask, print and answer.</summary>
public sealed class AlertsCommandTests : IAsyncLifetime
{
    private const string Id = "00000000000000a1";

    private AlertsHost? _host;

    private AlertsHost Host => _host!;

    private string Url => Host.Http.BaseAddress!.ToString();

    public async Task InitializeAsync()
    {
        _host = await AlertsHost.StartAsync();
        Host.Alerts.Incidents.Add(MadeUp.Incident(Id, 1_700_000_000_000));
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Fact]
    public async Task Alerts_ListedShownAcknowledgedAndNoted_DoWhatTheySay()
    {
        Assert.Contains("`/cart` is slow.", await RunAsync(0, "alerts", "--to", Url, "--open", "--endpoint", "/c*"), StringComparison.Ordinal);
        Assert.Equal(new AlertQuery("/c*", null, null, true, false, null, null, null, 20, null), Host.Alerts.Queries[^1]);
        await RunAsync(0, "alerts", "--to", Url, "--all");
        Assert.Null(Host.Alerts.Queries[^1].IsHistoric);
        Assert.Contains("What to do", await RunAsync(0, "alerts", "--to", Url, "--incident", Id), StringComparison.Ordinal);
        Assert.Equal(Id, (string?)JsonNode.Parse(await RunAsync(0, "alerts", "--to", Url, "--incident", Id, "--json"))!["id"]);

        long before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await RunAsync(0, "alerts", "ack", Id, "--to", Url, "--for", "2h", "--note", "on it", "--by", "ann@box");
        (string change, string id, string by, _, object? body) = Host.Alerts.Asked[^1];
        AcknowledgementRequest request = Assert.IsType<AcknowledgementRequest>(body);
        Assert.Equal(("acknowledge", Id, "ann@box", "on it"), (change, id, by, request.Note));
        Assert.InRange(request.Until!.Value, before + 7_200_000, before + 7_200_000 + 600_000);
        await RunAsync(0, "alerts", "note", Id, "Rolled back.", "--to", Url, "--by", "ann@box");
        Assert.Equal(("note", Id, "ann@box", null, new IncidentNoteRequest("Rolled back.")), Host.Alerts.Asked[^1]);
        await RunAsync(0, "alerts", "unack", Id, "--to", Url);
        Assert.Equal(("withdraw", Id), (Host.Alerts.Asked[^1].Change, Host.Alerts.Asked[^1].Id));
        Assert.Contains("@", Host.Alerts.Asked[^1].By, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_AddedListedAndEnded_DoWhatTheySay()
    {
        string added = await RunAsync(
            0, "silence", "add", "--to", Url, "--endpoint", "/c*", "--segment", "premium", "--cause", "json.dumps", "--rule", "calls", "--source", "budget", "--severity", "page", "--owner", "team-a",
            "--from", "2100-01-01T00:00:00Z", "--for", "2h", "--reason", "moving", "--by", "ann@box");
        Assert.Contains("No alert that goes on fits.", added, StringComparison.Ordinal);
        Assert.Contains("Silence 00000000000000aa:", added, StringComparison.Ordinal);
        SilenceRequest expected = new(new SilenceMatchers("/c*", "premium", "json.dumps", "calls", FindingSource.Budget, AlertSeverity.Page, "team-a"), 4_102_444_800_000, 4_102_452_000_000, "moving");
        Assert.Equal(["preview", "create"], Host.Alerts.Asked.Select(static asked => asked.Change));
        Assert.All(Host.Alerts.Asked, asked => Assert.Equal(expected, asked.Body));

        await RunAsync(0, "silence", "add", "--to", Url, "--rule", "sources", "--until", "2100-01-01T00:00:00Z", "--yes");
        Assert.Equal(new SilenceRequest(new SilenceMatchers(Rule: "sources"), null, 4_102_444_800_000, null), Host.Alerts.Asked[^1].Body);
        Assert.Contains("No silences.", await RunAsync(0, "silence", "list", "--to", Url), StringComparison.Ordinal);
        Host.Alerts.Silences.Add(new SilenceReport("00000000000000aa", 1, expected.Matchers!, 1, 2, "ann", 1, null, true));
        Assert.Contains("has ended", await RunAsync(0, "silence", "end", "00000000000000aa", "--to", Url), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A silence takes one at least of --endpoint", "silence", "add", "--for", "2h")]
    [InlineData("A silence takes either --for or --until.", "silence", "add", "--endpoint", "/a")]
    [InlineData("A silence takes either --for or --until.", "silence", "add", "--endpoint", "/a", "--for", "2h", "--until", "2100-01-01T00:00:00Z")]
    [InlineData("--for takes a duration such as 500ms, 2s, 30m, 4h or 7d, 1m to 30d, not 'soon'.", "silence", "add", "--endpoint", "/a", "--for", "soon")]
    [InlineData("--until takes RFC 3339", "silence", "add", "--endpoint", "/a", "--until", "tomorrow")]
    [InlineData("--for takes a duration such as 500ms, 2s, 30m, 4h or 7d, 1m to 7d, not '8d'.", "alerts", "ack", Id, "--for", "8d")]
    [InlineData("--by takes 1 to 64 visible characters of ASCII, not ''.", "alerts", "ack", Id, "--by", "")]
    [InlineData("--open and --all do not go together.", "alerts", "--open", "--all")]
    [InlineData("--incident shows one incident", "alerts", "--incident", Id, "--open")]
    public async Task Any_WrongCommandLine_IsExitCode2(string expected, params string[] arguments)
    {
        Assert.Contains(expected, await RunAsync(2, arguments), StringComparison.Ordinal);
        Assert.Empty(Host.Alerts.Asked);
    }

    [Fact]
    public async Task Any_RefusedOrNobodyThere_IsOneLineAndExitCode1()
    {
        string authority = Host.Http.BaseAddress!.Authority;
        Assert.Equal(
            $"pipeline alerts: {authority}: There is no incident '00000000000000ff', or not any more.", (await RunAsync(1, "alerts", "ack", "00000000000000ff", "--to", Url)).Trim());
        Assert.Equal("pipeline silence: 127.0.0.1:1: Connection refused", (await RunAsync(1, "silence", "list", "--to", "http://127.0.0.1:1")).Trim());
    }

    private static async Task<string> RunAsync(int expectedExitCode, params string[] arguments)
    {
        await using ToolProcess tool = ToolProcess.Start("Pipeline.Cli", arguments);
        Assert.True(await tool.WaitForExitAsync() == expectedExitCode, tool.Output);
        return tool.Output;
    }
}
