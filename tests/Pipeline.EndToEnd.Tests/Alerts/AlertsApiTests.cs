using System.Net;
using System.Text.Json.Nodes;
using Pipeline.Client.Queries;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.EndToEnd.Tests.Alerts;

/// <summary>What the paths about alerts take, refuse and pass on.</summary>
public sealed class AlertsApiTests : IAsyncLifetime
{
    private AlertsHost? _host;

    private AlertsHost Host => _host!;

    public async Task InitializeAsync() => _host = await AlertsHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Theory]
    [InlineData("from=soon", "from is 'soon': it takes Unix milliseconds or RFC 3339.")]
    [InlineData("to=late", "to is 'late': it takes Unix milliseconds or RFC 3339.")]
    [InlineData("from=2&to=1", "from must lie before to.")]
    [InlineData("severity=bad", "severity is 'bad': it takes ticket or page.")]
    [InlineData("open=yes", "open is 'yes': it takes true or false.")]
    [InlineData("historic=1", "historic is '1': it takes true or false.")]
    [InlineData("limit=0", "limit is '0': it takes 1 to 1000.")]
    [InlineData("limit=1001", "limit is '1001': it takes 1 to 1000.")]
    [InlineData("endpoint=", "endpoint is empty: it takes a name.")]
    [InlineData("segment=", "segment is empty: it takes a name.")]
    [InlineData("cursor=AAAA", "cursor is 'AAAA': it takes what 'next' of the page before held.")]
    [InlineData("open=true&open=false", "open is given 2 times: it takes one value.")]
    public async Task List_MalformedParameter_IsRefusedWithItsSentence(string query, string expected)
    {
        foreach (string path in (string[])["/api/v1/alerts", "/api/v1/incidents"])
            Assert.Equal(expected, await ProblemAsync("GET", $"{path}?{query}", HttpStatusCode.BadRequest, "malformed-parameter"));
        Assert.Empty(Host.Alerts.Queries);
    }

    [Theory]
    [InlineData("GET", "/api/v1/alerts?colour=red", "colour is unknown: this path takes endpoint, segment, severity, open, historic, from, to, incident, limit, cursor.")]
    [InlineData("GET", "/api/v1/alerts?incident=7", "incident is '7': it takes the id of an incident, 16 hexadecimal digits.")]
    [InlineData("GET", "/api/v1/incidents?incident=00000000000000a1", "incident is unknown: this path takes endpoint, segment, severity, open, historic, from, to, limit, cursor.")]
    [InlineData("GET", "/api/v1/incidents/00000000000000a1?x=1", "x is unknown: this path takes no parameters.")]
    [InlineData("POST", "/api/v1/incidents/00000000000000a1/acknowledge?until=1", "until is unknown: this path takes no parameters.")]
    [InlineData("DELETE", "/api/v1/incidents/00000000000000a1/acknowledge?x", "x is unknown: this path takes no parameters.")]
    [InlineData("POST", "/api/v1/incidents/00000000000000a1/notes?text=a", "text is unknown: this path takes no parameters.")]
    [InlineData("GET", "/api/v1/silences?active=true", "active is unknown: this path takes no parameters.")]
    [InlineData("POST", "/api/v1/silences?until=1", "until is unknown: this path takes no parameters.")]
    [InlineData("GET", "/api/v1/silences/00000000000000aa?x=1", "x is unknown: this path takes no parameters.")]
    [InlineData("DELETE", "/api/v1/silences/00000000000000aa?x=1", "x is unknown: this path takes no parameters.")]
    [InlineData("POST", "/api/v1/silences/preview?x=1", "x is unknown: this path takes no parameters.")]
    [InlineData("GET", "/api/v1/audit?who=ann", "who is unknown: this path takes what, limit.")]
    [InlineData("GET", "/api/v1/audit?what=weather", "what is 'weather': it takes budget, silence, incident or webhook.")]
    [InlineData("GET", "/api/v1/audit?limit=x", "limit is 'x': it takes 1 to 1000.")]
    public async Task Any_UnknownParameter_IsRefusedByName(string method, string path, string expected)
    {
        Assert.Equal(expected, await ProblemAsync(method, path, HttpStatusCode.BadRequest, "malformed-parameter"));
        Assert.Empty(Host.Alerts.Asked);
    }

    [Theory]
    [InlineData("POST", "/api/v1/incidents/00000000000000a1/acknowledge", "{\"for\":\"4h\"}", "malformed-incident", "for is unknown: the body takes until, note.")]
    [InlineData("POST", "/api/v1/incidents/00000000000000a1/acknowledge", "{\"until\":\"soon\"}", "malformed-incident", "until is not of the type that it takes.")]
    [InlineData("POST", "/api/v1/incidents/00000000000000a1/notes", "", "malformed-incident", "The body is empty: it takes text.")]
    [InlineData("POST", "/api/v1/incidents/00000000000000a1/notes", "[]", "malformed-incident", "The body is no JSON object.")]
    [InlineData("POST", "/api/v1/silences", "", "malformed-silence", "The body is empty: it takes matchers, from, until, reason.")]
    [InlineData("POST", "/api/v1/silences", "{", "malformed-silence", "The body is no JSON: line 1, byte 2.")]
    [InlineData("POST", "/api/v1/silences", "{\"matchers\":{\"end\":\"a\"}}", "malformed-silence", "matchers.end is unknown: matchers takes endpoint, segment, cause, rule, source, severity, owner.")]
    [InlineData("POST", "/api/v1/silences/preview", "{\"matchers\":{\"severity\":2}}", "malformed-silence", "matchers.severity is not of the type that it takes: it takes ticket or page.")]
    public async Task Change_MalformedBody_IsRefusedWithItsSentence(string method, string path, string body, string code, string expected)
    {
        Assert.Equal(expected, await ProblemAsync(method, path, HttpStatusCode.BadRequest, code, body));
        Assert.Empty(Host.Alerts.Asked);
    }

    [Theory]
    [InlineData("POST", "/api/v1/incidents/00000000000000a1/acknowledge")]
    [InlineData("DELETE", "/api/v1/incidents/00000000000000a1/acknowledge")]
    [InlineData("DELETE", "/api/v1/silences/00000000000000aa")]
    public async Task Change_IfMatchThatIsNone_IsRefused(string method, string path)
    {
        (HttpStatusCode status, JsonNode problem, _) = await Host.SendAsync(method, path, null, ("If-Match", "7"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("urn:pipeline:problem:malformed-header", (string?)problem["type"]);
        Assert.Equal("If-Match is '7': it takes the ETag of an answer, such as \"7\".", (string?)problem["detail"]);
    }

    [Fact]
    public async Task Change_BodyTooLarge_IsRefused() =>
        await ProblemAsync("POST", "/api/v1/silences", HttpStatusCode.RequestEntityTooLarge, "too-large", new string(' ', (1 << 20) + 1));

    [Fact]
    public async Task List_EveryFilter_IsPassedOn()
    {
        await Host.Client.ListAlertsAsync(
            new AlertQuestion
            {
                Endpoint = "/c*", Segment = "premium", Severity = AlertSeverity.Page, IsOpen = true, IsHistoric = false,
                From = DateTimeOffset.FromUnixTimeMilliseconds(5), To = DateTimeOffset.FromUnixTimeMilliseconds(8), PageSize = 7,
            },
            "00000000000000a1");
        await Host.Client.ListIncidentsAsync(new AlertQuestion { Severity = AlertSeverity.Ticket, IsOpen = false, IsHistoric = true });
        await Host.Client.ListIncidentsAsync();
        Assert.Equal(
            [
                new AlertQuery("/c*", "premium", AlertSeverity.Page, true, false, 5, 8, "00000000000000a1", 7, null),
                new AlertQuery(null, null, AlertSeverity.Ticket, false, true, null, null, null, 100, null),
                new AlertQuery(null, null, null, null, null, null, null, null, 100, null),
            ],
            Host.Alerts.Queries);
    }

    [Fact]
    public async Task List_SeveralPages_GoOnWhereTheLastEnded()
    {
        for (int number = 0; number < 5; number++)
        {
            // Two of one moment: the id tells them apart.
            Host.Alerts.Incidents.Add(MadeUp.Incident($"00000000000000a{number}", 100 - (number / 2)));
            Host.Alerts.Alerts.Add(MadeUp.Alert($"00000000000000b{number}", 100 - (number / 2)));
        }

        List<string> ids = [];
        await foreach (IncidentPage page in Host.Client.ReadIncidentsAsync(new AlertQuestion { PageSize = 2 }))
            ids.AddRange(page.Incidents.Select(static incident => incident.Id));
        Assert.Equal(Host.Alerts.Incidents.Select(static incident => incident.Id), ids);
        Assert.Equal([null, new AlertPosition(100, "00000000000000a1"), new AlertPosition(99, "00000000000000a3")], Host.Alerts.Queries.Select(static query => query.After));

        ids.Clear();
        await foreach (AlertPage page in Host.Client.ReadAlertsAsync(new AlertQuestion { PageSize = 3 }))
            ids.AddRange(page.Alerts.Select(static alert => alert.Id));
        Assert.Equal(Host.Alerts.Alerts.Select(static alert => alert.Id), ids);

        // A cursor of the one list is none of the other.
        string next = (await Host.Client.ListIncidentsAsync(new AlertQuestion { PageSize = 2 })).Next!;
        Assert.StartsWith("cursor is '", await ProblemAsync("GET", $"/api/v1/alerts?cursor={next}", HttpStatusCode.BadRequest, "malformed-parameter"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incident_Changed_CarriesWhoAndWhichVersionAndAnswersItsTag()
    {
        const string Id = "00000000000000a1";
        Host.Alerts.Incidents.Add(MadeUp.Incident(Id, 100, version: 4));
        (_, JsonNode shown, HttpResponseMessage got) = await Host.SendAsync("GET", $"/api/v1/incidents/{Id}");
        Assert.Equal(("\"4\"", Id, "open", "page"), (got.Headers.ETag!.Tag, (string?)shown["id"], (string?)shown["state"], (string?)shown["severity"]));
        Assert.Equal(4, (await Host.Client.GetIncidentAsync(Id)).Version);

        (HttpStatusCode status, _, HttpResponseMessage empty) = await Host.SendAsync("POST", $"/api/v1/incidents/{Id}/acknowledge", "");
        Assert.Equal((HttpStatusCode.OK, "\"5\""), (status, empty.Headers.ETag!.Tag));
        await Host.Client.AcknowledgeIncidentAsync(Id, DateTimeOffset.FromUnixTimeMilliseconds(77), "on it", version: 4);
        await Host.Client.WithdrawAcknowledgementAsync(Id);
        await Host.Client.AddIncidentNoteAsync(Id, "Rolled back.");
        Assert.Equal(
            [
                ("acknowledge", Id, "127.0.0.1", null, new AcknowledgementRequest(null, null)),
                ("acknowledge", Id, "ann@box", 4L, new AcknowledgementRequest(77, "on it")),
                ("withdraw", Id, "ann@box", null, null),
                ("note", Id, "ann@box", null, new IncidentNoteRequest("Rolled back.")),
            ],
            Host.Alerts.Asked);
    }

    [Fact]
    public async Task Silence_MadePreviewedShownAndEnded_IsPassedOn()
    {
        SilenceRequest request = new(new SilenceMatchers(Endpoint: "/c*", Severity: AlertSeverity.Page), null, 99, "moving");
        SilencePreview preview = await Host.Client.PreviewSilenceAsync(request);
        Assert.Equal(3, preview.PastAlerts);
        SilenceReport made = await Host.Client.CreateSilenceAsync(request);
        Assert.Equal(("ann@box", "/c*", 99L), (made.By, made.Matchers.Endpoint, made.Until));
        Host.Alerts.Silences.Add(made);
        Assert.Equal(made, (await Host.Client.GetSilenceAsync(made.Id)));
        Assert.Equal([made], (await Host.Client.ListSilencesAsync()).Silences);
        Assert.False((await Host.Client.EndSilenceAsync(made.Id, version: 1)).IsActive);
        Assert.Equal(("end", made.Id, "ann@box", 1L, null), Host.Alerts.Asked[^1]);
        Assert.Equal(request, Host.Alerts.Asked[0].Body);
        (_, _, HttpResponseMessage shown) = await Host.SendAsync("GET", $"/api/v1/silences/{made.Id}");
        Assert.Equal("\"1\"", shown.Headers.ETag!.Tag);
    }

    [Theory]
    [InlineData(ChangeStatus.Invalid, HttpStatusCode.BadRequest, "malformed-")]
    [InlineData(ChangeStatus.NotFound, HttpStatusCode.NotFound, "unknown-")]
    [InlineData(ChangeStatus.Conflict, HttpStatusCode.Conflict, "conflict")]
    [InlineData(ChangeStatus.Overloaded, HttpStatusCode.TooManyRequests, "overloaded")]
    [InlineData(ChangeStatus.Unavailable, HttpStatusCode.ServiceUnavailable, "unavailable")]
    public async Task Change_RefusedByTheGrain_IsTheProblemOfIt(ChangeStatus refused, HttpStatusCode status, string code)
    {
        Host.Alerts.Refusal = (refused, "So it is.");
        (string Method, string Path, string? Body, string What)[] changes =
        [
            ("POST", "/api/v1/incidents/a/acknowledge", null, "incident"), ("DELETE", "/api/v1/incidents/a/acknowledge", null, "incident"),
            ("POST", "/api/v1/incidents/a/notes", "{\"text\":\"x\"}", "incident"), ("POST", "/api/v1/silences", "{}", "silence"),
            ("POST", "/api/v1/silences/preview", "{}", "silence"), ("DELETE", "/api/v1/silences/a", null, "silence"),
        ];
        foreach ((string method, string path, string? body, string what) in changes)
            Assert.Equal("So it is.", await ProblemAsync(method, path, status, code.EndsWith('-') ? code + what : code, body));
    }

    [Fact]
    public async Task Get_Unknown_Is404()
    {
        Assert.Equal("There is no incident 'a b', or not any more.", await ProblemAsync("GET", "/api/v1/incidents/a%20b", HttpStatusCode.NotFound, "unknown-incident"));
        Assert.Equal("There is no silence 'x', or not any more.", await ProblemAsync("GET", "/api/v1/silences/x", HttpStatusCode.NotFound, "unknown-silence"));
        Assert.Equal("unknown-incident", (await Assert.ThrowsAsync<PipelineQueryException>(() => Host.Client.GetIncidentAsync("x"))).Code);
    }

    [Fact]
    public async Task Any_GrainThatFails_Is503()
    {
        Host.Alerts.Failure = new TimeoutException();
        foreach (string path in (string[])["/api/v1/alerts", "/api/v1/incidents", "/api/v1/incidents/a", "/api/v1/silences", "/api/v1/silences/a"])
            Assert.Equal("The alert book does not answer; the silo's log says why.", await ProblemAsync("GET", path, HttpStatusCode.ServiceUnavailable, "unavailable"));
        Assert.Equal(
            "One of those that keep what was changed does not answer; the silo's log says why.",
            await ProblemAsync("GET", "/api/v1/audit", HttpStatusCode.ServiceUnavailable, "unavailable"));
    }

    [Fact]
    public async Task Audit_ThreeSources_AreMergedLatestFirst()
    {
        Host.Alerts.Changes.AddRange([new(9, "ann", "incident", "i", "noted", null), new(5, "ann", "silence", "s", "created", "until 6")]);
        Host.Directories.Budgets.AddRange([new(8, "file", "budget", "b", "updated", null), new(2, "file", "budget", "b", "created", null)]);
        Host.Directories.Webhooks.Add(new(7, "bob", "webhook", "w", "created", null));

        Assert.Equal([9, 8, 7, 5, 2], (await Host.Client.ListChangesAsync()).Changes.Select(static change => change.At));
        Assert.Equal([9, 8], (await Host.Client.ListChangesAsync(limit: 2)).Changes.Select(static change => change.At));
        int asked = Host.Directories.AskedCount;
        Assert.Equal([5], (await Host.Client.ListChangesAsync("silence")).Changes.Select(static change => change.At));
        Assert.Equal([9], (await Host.Client.ListChangesAsync("incident")).Changes.Select(static change => change.At));
        Assert.Equal(asked, Host.Directories.AskedCount);
        Assert.Equal([8, 2], (await Host.Client.ListChangesAsync("budget")).Changes.Select(static change => change.At));
        Assert.Equal([7], (await Host.Client.ListChangesAsync("webhook")).Changes.Select(static change => change.At));
        Assert.Equal(asked + 2, Host.Directories.AskedCount);
    }

    private async Task<string?> ProblemAsync(string method, string path, HttpStatusCode status, string code, string? body = null)
    {
        (HttpStatusCode answered, JsonNode problem, _) = await Host.SendAsync(method, path, body);
        Assert.True(status == answered, $"{method} {path}: {problem}");
        Assert.Equal("urn:pipeline:problem:" + code, (string?)problem["type"]);
        return (string?)problem["detail"];
    }
}
