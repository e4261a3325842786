using System.Net;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Client.Tests.Queries;

/// <summary>What is asked and told about alerts, and by whom.</summary>
public sealed class AlertTests : IDisposable
{
    private const string Incident = """{"id":"00000000000000a1","version":5,"state":"open","severity":"page","sentence":"Slow.","since":1,"endpoints":["/a"],"segments":[],"causes":[],"owners":[],"runbooks":[],"notes":[],"is_silenced":false,"alert_count":0,"alerts":[],"query":"/q"}""";
    private const string Silence = """{"id":"00000000000000aa","version":1,"matchers":{"endpoint":"/a*"},"from":1,"until":2,"by":"ann","at":1,"is_active":true}""";

    private readonly ScriptedSilo _silo = new();

    public void Dispose() => _silo.Dispose();

    [Fact]
    public async Task Lists_QuestionWithEverything_AreAskedAndFollowed()
    {
        AlertQuestion question = new()
        {
            Endpoint = "/a*", Segment = "b c", Severity = AlertSeverity.Ticket, IsOpen = false, IsHistoric = true,
            From = DateTimeOffset.FromUnixTimeMilliseconds(5), To = DateTimeOffset.FromUnixTimeMilliseconds(8), PageSize = 2,
        };
        const string Asked = "endpoint=%2Fa%2A&segment=b%20c&severity=ticket&open=false&historic=true&from=5&to=8&limit=2";
        _silo.Answer($$"""{"incidents":[{{Incident}}],"as_of":9,"next":"c+1"}""").Answer("""{"incidents":[],"as_of":9}""");
        List<IncidentReport> incidents = [];
        await foreach (IncidentPage page in _silo.CreateClient().ReadIncidentsAsync(question))
            incidents.AddRange(page.Incidents);
        _silo.Answer("""{"alerts":[],"as_of":9,"next":"d"}""").Answer("""{"alerts":[],"as_of":9}""");
        await foreach (AlertPage page in _silo.CreateClient().ReadAlertsAsync(question, "00000000000000a1"))
            Assert.Empty(page.Alerts);

        Assert.Equal((5, IncidentState.Open, AlertSeverity.Page), (Assert.Single(incidents).Version, incidents[0].State, incidents[0].Severity));
        Assert.Equal(
            [
                $"/api/v1/incidents?{Asked}", $"/api/v1/incidents?{Asked}&cursor=c%2B1",
                $"/api/v1/alerts?incident=00000000000000a1&{Asked}", $"/api/v1/alerts?incident=00000000000000a1&{Asked}&cursor=d",
            ],
            _silo.Asked);
        Assert.All(_silo.Changes, static change => Assert.Equal(("GET", null, null, null), change));
    }

    [Fact]
    public async Task Changes_WithUserAndVersion_CarryBoth()
    {
        for (int answer = 0; answer < 4; answer++)
            _silo.Answer(Incident);
        PipelineQueryClient client = _silo.CreateClient(new PipelineQueryOptions { User = "ann@box" });
        await client.AcknowledgeIncidentAsync("a/1", DateTimeOffset.FromUnixTimeMilliseconds(7), "on it", 4);
        await client.AcknowledgeIncidentAsync("a/1");
        await client.WithdrawAcknowledgementAsync("a/1", 4);
        await client.AddIncidentNoteAsync("a/1", "x");
        _silo.Answer(Silence).Answer(Silence).Answer("""{"alerts":[],"incidents":["i"],"past_alerts":3}""");
        SilenceRequest request = new(new SilenceMatchers("/a*", Source: FindingSource.NoData), null, 2, null);
        Assert.Equal("/a*", (await client.CreateSilenceAsync(request)).Matchers.Endpoint);
        Assert.True((await client.EndSilenceAsync("aa", 1)).IsActive);
        Assert.Equal(3, (await client.PreviewSilenceAsync(request)).PastAlerts);

        Assert.Equal(
            [
                "/api/v1/incidents/a%2F1/acknowledge", "/api/v1/incidents/a%2F1/acknowledge", "/api/v1/incidents/a%2F1/acknowledge", "/api/v1/incidents/a%2F1/notes",
                "/api/v1/silences", "/api/v1/silences/aa", "/api/v1/silences/preview",
            ],
            _silo.Asked);
        const string Body = """{"matchers":{"endpoint":"/a*","source":"no_data"},"until":2}""";
        Assert.Equal(
            [
                ("POST", "ann@box", "\"4\"", """{"until":7,"note":"on it"}"""), ("POST", "ann@box", null, "{}"), ("DELETE", "ann@box", "\"4\"", null),
                ("POST", "ann@box", null, """{"text":"x"}"""), ("POST", "ann@box", null, Body), ("DELETE", "ann@box", "\"1\"", null), ("POST", "ann@box", null, Body),
            ],
            _silo.Changes);
    }

    [Fact]
    public async Task Others_Asked_AreReadAndProblemsThrown()
    {
        _silo.Answer(Incident).Answer(Silence).Answer($$"""{"silences":[{{Silence}}],"as_of":9}""")
            .Answer("""{"changes":[{"at":1,"by":"ann","what":"silence","id":"aa","change":"created"}],"as_of":9}""")
            .Refuse(HttpStatusCode.PreconditionFailed, """{"type":"urn:pipeline:problem:version-conflict","title":"Version conflict","status":412,"detail":"It is version 5."}""");
        PipelineQueryClient client = _silo.CreateClient();
        Assert.Equal("Slow.", (await client.GetIncidentAsync("a1")).Sentence);
        Assert.Equal("ann", (await client.GetSilenceAsync("aa")).By);
        Assert.Single((await client.ListSilencesAsync()).Silences);
        Assert.Equal("created", Assert.Single((await client.ListChangesAsync("silence", 7)).Changes).Change);
        PipelineQueryException conflict = await Assert.ThrowsAsync<PipelineQueryException>(() => client.EndSilenceAsync("aa", 4));
        Assert.Equal(("version-conflict", "It is version 5."), (conflict.Code, conflict.Detail));
        Assert.Equal("/api/v1/audit?what=silence&limit=7", _silo.Asked[3]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ann")]
    [InlineData("änn")]
    [InlineData("a\nb")]
    public void User_ThatAHeaderCannotCarry_IsRefused(string user) =>
        Assert.Throws<ArgumentException>(() => _silo.CreateClient(new PipelineQueryOptions { User = user }));
}
