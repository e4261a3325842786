using System.Globalization;
using System.Net;
using System.Text;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;

namespace Pipeline.EndToEnd.Tests.Alerts;

/// <summary>Alerts of a silo that runs: from events to an incident that somebody looks after, and silences with their audit.</summary>
public sealed class AlertsHttpTests(SiloFixture fixture) : IClassFixture<SiloFixture>
{
    private readonly SiloProcess _silo = fixture.Silo;

    [Fact]
    public async Task Incident_OfCallsThatExplode_IsShownAcknowledgedNotedAndAudited()
    {
        using PipelineQueryClient client = new(_silo.Http, new PipelineQueryOptions { User = "ann@box" });
        // Minutes of usual calls up to a minute ago, and since then one function is called far more often.
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 10_000 * 10_000;
        for (int minute = 9; minute >= 1; minute--)
            await SendAsync("/nested", now - (minute * 60_000), calls: minute == 1 ? 847 : 3);
        await _silo.GetUntilAsync("/api/v1/incidents?endpoint=/nested&open=true", static page =>
            page["incidents"]!.AsArray().Any(static incident => (string?)incident!["state"] == "open"));

        IncidentReport incident = Assert.Single((await client.ListIncidentsAsync(new AlertQuestion { Endpoint = "/nest*", IsOpen = true })).Incidents);
        Assert.Equal("json.dumps", incident.Causes[0].Name);
        AlertPage alerts = await client.ListAlertsAsync(incident: incident.Id);
        Assert.All(alerts.Alerts, alert => Assert.Equal(incident.Id, alert.Incident));
        Assert.Contains(alerts.Alerts, static alert => alert is { State: AlertState.Firing, Finding.Endpoint: "/nested" });

        IncidentReport known = await client.AcknowledgeIncidentAsync(incident.Id, note: "looking");
        Assert.Equal("ann@box", known.Acknowledgement!.By);
        PipelineQueryException conflict = await Assert.ThrowsAsync<PipelineQueryException>(() => client.WithdrawAcknowledgementAsync(incident.Id, known.Version - 1));
        Assert.Equal((HttpStatusCode.PreconditionFailed, "version-conflict"), (conflict.Status, conflict.Code));
        IncidentReport noted = await client.AddIncidentNoteAsync(incident.Id, "Rolled back.");
        Assert.Equal(["looking", "Rolled back."], noted.Notes.Select(static note => note.Text));
        Assert.Null((await client.WithdrawAcknowledgementAsync(incident.Id)).Acknowledgement);
        AuditPage audit = await client.ListChangesAsync("incident");
        Assert.All(audit.Changes, change => Assert.Equal(("ann@box", "incident", incident.Id), (change.By, change.What, change.Id)));
        Assert.True(audit.Changes.Count >= 3);

        await using ToolProcess tool = ToolProcess.Start("Pipeline.Cli", ["alerts", "--to", _silo.Url, "--incident", incident.Id]);
        Assert.Equal(0, await tool.WaitForExitAsync());
        Assert.Contains("json.dumps", tool.Output, StringComparison.Ordinal);
        Assert.Contains("Rolled back.", tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_FromPreviewToItsEnd_IsKeptAndAudited()
    {
        using PipelineQueryClient client = new(_silo.Http, new PipelineQueryOptions { User = "ann@box" });
        SilenceRequest request = new(new SilenceMatchers(Endpoint: "/nobody*"), null, DateTimeOffset.UtcNow.AddHours(2).ToUnixTimeMilliseconds(), "moving");
        SilencePreview preview = await client.PreviewSilenceAsync(request);
        Assert.Equal((0, 0, 0), (preview.Alerts.Count, preview.Incidents.Count, preview.PastAlerts));

        SilenceReport made = await client.CreateSilenceAsync(request);
        Assert.Equal(("ann@box", "/nobody*", "moving", true), (made.By, made.Matchers.Endpoint, made.Reason, made.IsActive));
        Assert.Contains((await client.ListSilencesAsync()).Silences, silence => silence.Id == made.Id);
        Assert.Equal(made, await client.GetSilenceAsync(made.Id));
        PipelineQueryException conflict = await Assert.ThrowsAsync<PipelineQueryException>(() => client.EndSilenceAsync(made.Id, made.Version - 1));
        Assert.Equal("version-conflict", conflict.Code);
        SilenceReport ended = await client.EndSilenceAsync(made.Id, made.Version);
        Assert.False(ended.IsActive);
        Assert.True(ended.Version > made.Version && ended.Until < made.Until);
        Assert.Equal(2, (await client.ListChangesAsync("silence")).Changes.Count(change => change.Id == made.Id));

        PipelineQueryException malformed = await Assert.ThrowsAsync<PipelineQueryException>(() => client.CreateSilenceAsync(request with { Until = null }));
        Assert.Equal("malformed-silence", malformed.Code);
        malformed = await Assert.ThrowsAsync<PipelineQueryException>(() => client.PreviewSilenceAsync(request with { Matchers = new SilenceMatchers() }));
        Assert.Equal("malformed-silence", malformed.Code);
    }

    [Fact]
    public async Task Metrics_ASourceThatSends_IsKnown()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri("/v1/events", UriKind.Relative));
        request.Content = new StringContent($$"""{"endpoint":"/sourced","time":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"duration_ms":5}""", Encoding.UTF8, "application/x-ndjson");
        request.Headers.Add("Pipeline-Source", "4bf92f3577b34da6a3ce929d0e0e4736");
        request.Headers.Add("Pipeline-Sequence", "0");
        using HttpResponseMessage response = await _silo.Http.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode);

        // Sources are watched every ten seconds.
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(1));
        string metrics = "";
        while (!metrics.Contains("pipeline_sources_known 1", StringComparison.Ordinal))
            metrics = await _silo.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), deadline.Token);
        Assert.Contains("pipeline_sources_missed 0", metrics, StringComparison.Ordinal);
    }

    /// <summary>A minute of events; only the durations vary a little, and the same way in every run.</summary>
    private async Task SendAsync(string endpoint, long from, int calls)
    {
        StringBuilder lines = new();
        for (int number = 0; number < 180; number++)
        {
            double durationMs = 40 + (number * 7 % 11) + (calls * 3);
            lines.Append(CultureInfo.InvariantCulture, $$$"""{"time":{{{from + (number * 1_000 / 3)}}},"endpoint":"{{{endpoint}}}","segment":"premium","duration_ms":{{{durationMs}}},"operations":{"json.dumps":{"count":{{{calls}}},"ms":{{{calls * 3}}} } } }""").Append('\n');
        }

        await _silo.PostAsync(lines.ToString());
    }
}
