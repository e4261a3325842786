using System.Text;
using System.Text.Json.Nodes;
using Pipeline.Alerting.Messages;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests.Messages;

public sealed class AlertmanagerBodyTests
{
    private const long Now = MadeUp.OpenedAt + 600_000;

    [Fact]
    public void OfAlertmanager_OpenIncident_HasAnAlertOfEachEndpoint()
    {
        JsonArray alerts = Alerts(MadeUp.Usual);
        Assert.Equal(["/recommend", "/search"], alerts.Select(alert => (string?)alert!["labels"]!["endpoint"]));
        JsonNode first = alerts[0]!;
        Assert.Equal(
            """{"alertname":"PipelineIncident","cause":"json.dumps","endpoint":"/recommend","incident":"00112233445566aa","owner":"team-a","rule":"calls","severity":"page","source":"budget"}""",
            first["labels"]!.ToJsonString());
        Assert.Equal(MadeUp.Usual.Sentence, (string?)first["annotations"]!["summary"]);
        Assert.Contains("1. json.dumps (operation_calls): 847 calls/event, usually 1.2, at most 100 allowed", (string?)first["annotations"]!["description"], StringComparison.Ordinal);
        Assert.Equal("https://wiki.example.org/runbook", (string?)first["annotations"]!["runbook_url"]);
        Assert.Equal("2026-01-02T03:04:05.678Z", (string?)first["startsAt"]);
        Assert.Equal("2026-01-02T03:17:05.678Z", (string?)first["endsAt"]);
        Assert.Equal("https://pipeline.example.org/api/v1/compare?endpoint=%2Frecommend&segment=premium", (string?)first["generatorURL"]);
        Assert.Null(alerts[1]!["labels"]!["rule"]);
        Assert.Equal("anomaly", (string?)alerts[1]!["labels"]!["source"]);
    }

    [Fact]
    public void OfAlertmanager_ResolvedIncident_EndsWhenItEnded()
    {
        IncidentReport resolved = MadeUp.Usual with { State = IncidentState.Resolved, Ended = MadeUp.OpenedAt + 1_000 };
        Assert.All(Alerts(resolved), alert => Assert.Equal("2026-01-02T03:04:06.678Z", (string?)alert!["endsAt"]));
    }

    [Fact]
    public void OfAlertmanager_OneEndpointIsOver_EndsByItself()
    {
        IncidentReport partly = MadeUp.Usual with
        {
            Alerts = [MadeUp.AlertOf("/recommend", AlertState.Firing, ""), MadeUp.AlertOf("/search", AlertState.Resolved, "", MadeUp.OpenedAt + 2_000)],
        };
        JsonArray alerts = Alerts(partly);
        Assert.Equal(["2026-01-02T03:17:05.678Z", "2026-01-02T03:04:07.678Z"], alerts.Select(alert => (string?)alert!["endsAt"]));
    }

    [Fact]
    public void OfAlertmanager_NobodyIsToBeTold_HasNoAlert()
    {
        Assert.Empty(Alerts(MadeUp.Usual with { State = IncidentState.Pending }));
        Assert.Empty(Alerts(MadeUp.Usual with { State = IncidentState.Historic }));
        Assert.Empty(Alerts(MadeUp.Usual with { IsSilenced = true }));
        Assert.Single(Alerts(MadeUp.Usual with { Alerts = [MadeUp.AlertOf("/recommend", AlertState.Firing, ""), MadeUp.AlertOf("/search", AlertState.Pending, "")] }));
    }

    [Fact]
    public void OfAlertmanager_IncidentOfNoEndpoint_HasOneAlertWithoutTheLabel()
    {
        JsonNode alert = Assert.Single(Alerts(MadeUp.Usual with { Endpoints = [], Alerts = [], Causes = [], Owners = [] }))!;
        Assert.Equal("""{"alertname":"PipelineIncident","incident":"00112233445566aa","severity":"page"}""", alert["labels"]!.ToJsonString());
    }

    [Fact]
    public void OfAlertmanager_ManyEndpoints_AreCutAndCounted()
    {
        JsonArray alerts = Alerts(MadeUp.Usual with { Endpoints = [.. Enumerable.Range(0, 1_000).Select(index => $"/{index}")], Alerts = [] });
        Assert.Equal(100, alerts.Count);
        Assert.All(alerts, alert => Assert.Equal("900", (string?)alert!["annotations"]!["further_endpoints"]));
    }

    [Fact]
    public void OfAlertmanager_AnyIncidents_KeepTheRulesOfLabels()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            Random random = new(seed);
            IncidentReport[] incidents = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => MadeUp.Any(random, 20))];
            foreach (JsonNode? alert in Alerts(incidents))
            {
                foreach ((string name, JsonNode? value) in alert!["labels"]!.AsObject())
                {
                    Assert.Matches("^[a-zA-Z_][a-zA-Z0-9_]*$", name);
                    Assert.False(string.IsNullOrWhiteSpace((string?)value));
                }
                Assert.True(string.CompareOrdinal((string?)alert["startsAt"], (string?)alert["endsAt"]) <= 0, $"seed {seed}");
            }
        }
    }

    [Fact]
    public void OfAlertmanager_ThousandsOfIncidents_EachHaveAnAlert()
    {
        IncidentReport[] incidents = [.. Enumerable.Range(0, 1_500).Select(index => MadeUp.Usual with { Id = $"{index:x16}" })];
        Assert.Equal(1_500, Alerts(incidents).Select(alert => (string?)alert!["labels"]!["incident"]).Distinct().Count());
    }

    private static JsonArray Alerts(params IReadOnlyList<IncidentReport> incidents)
    {
        byte[] body = MessageBodies.OfAlertmanager(incidents, Now, MadeUp.BaseUrl);
        return JsonNode.Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body))!.AsArray();
    }
}
