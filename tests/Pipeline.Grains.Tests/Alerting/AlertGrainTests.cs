using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Alerting;
using Pipeline.Grains.Tests.Detection;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Alerting;

/// <summary>What endpoints find becomes alerts, once, whatever is lost and brought back.</summary>
public sealed class AlertGrainTests : IAsyncLifetime
{
    private const string Name = "/recommend";

    private static readonly AlertQuery s_all = new(null, null, null, null, null, null, null, null, 100, null);

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;
    private IEndpointGrain _endpoint = null!;
    private IAlertGrain _alerts = null!;
    private WatchedTraffic _traffic = null!;

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings);
        _endpoint = _cluster.Endpoint(Name);
        _alerts = _cluster.Grains.GetGrain<IAlertGrain>(IAlertGrain.Key);
        _traffic = new WatchedTraffic(_settings, Name);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Append_TrafficThatFails_BecomesOneIncidentThatIsToldAndResolved()
    {
        await RaiseAsync();

        IncidentReport open = await UntilAsync(incident => incident.Opened is not null);
        Assert.Equal((IncidentState.Open, AlertSeverity.Page, Name), (open.State, open.Severity, Assert.Single(open.Endpoints)));
        Assert.Contains(Name, open.Sentence, StringComparison.Ordinal);
        await _traffic.SendAsync(_endpoint, 40);
        IncidentReport over = await UntilAsync(incident => incident.State == IncidentState.Resolved);
        Assert.Equal(open.Id, over.Id);
        // Opened and resolved.
        Assert.Equal(3, await _alerts.GetNextNumberAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Activate_AgainInTheMiddleOfAnIncident_TellsNothingTwice(bool areSnapshotsLost)
    {
        await RaiseAsync();
        IncidentReport before = await UntilAsync(incident => incident.Opened is not null);
        await UntilNumberAsync(2);
        await RestartAsync(areSnapshotsLost);

        // Calls go on, so that nothing falls silent; that it goes on is told once a minute.
        IncidentReport after = before;
        for (int window = 0; window < 60 && after.Alerts[0].Finding.Last <= before.Alerts[0].Finding.Last; window++)
        {
            await _traffic.SendAsync(_endpoint, 1, isFailing: true);
            await Task.Delay(20);
            after = Assert.Single((await ListAsync()).Incidents);
        }

        Assert.True(after.Alerts[0].Finding.Last > before.Alerts[0].Finding.Last);
        Assert.Equal(before.Id, after.Id);
        Assert.Equal(2, await _alerts.GetNextNumberAsync());
    }

    [Fact]
    public async Task Append_WhatAlertsDidNotTake_IsTakenAfterARestart()
    {
        // The log takes nothing of the alerts: what is found stays with the endpoint.
        _settings.Log.NextFate = (stream, _) => stream == AlertGrain.Stream ? EventLog.Memory.CommitFate.Fail : EventLog.Memory.CommitFate.Commit;
        await RaiseAsync();
        Assert.Empty((await ListAsync()).Incidents);
        _settings.Log.NextFate = null;
        await RestartAsync(areSnapshotsLost: false);
        await _endpoint.WakeAsync();
        await _traffic.SendAsync(_endpoint, 1, isFailing: true);

        await UntilAsync(incident => incident.Opened is not null);
    }

    [Fact]
    public async Task Acknowledge_AVersionThatIsPast_IsAConflict()
    {
        await RaiseAsync();
        await UntilNumberAsync(2);
        IncidentReport incident = await UntilAsync(incident => incident.Opened is not null);
        Json<AcknowledgementRequest> request = Packed.Of(new AcknowledgementRequest(null, "on it"));

        ChangeAnswer<IncidentReport> taken = await _alerts.AcknowledgeAsync(incident.Id, request, "ada", incident.Version);
        ChangeAnswer<IncidentReport> again = await _alerts.AcknowledgeAsync(incident.Id, request, "bob", incident.Version);
        ChangeAnswer<IncidentReport> unknown = await _alerts.AcknowledgeAsync("00000000000000ff", request, "bob", null);
        ChangeAnswer<IncidentReport> forEver = await _alerts.AcknowledgeAsync(incident.Id, Packed.Of(new AcknowledgementRequest(long.MaxValue, null)), "bob", null);

        Assert.Equal((ChangeStatus.Applied, "ada"), (taken.Status, taken.Value!.Value.Read().Acknowledgement!.By));
        Assert.Equal((ChangeStatus.Conflict, ChangeStatus.NotFound, ChangeStatus.Invalid), (again.Status, unknown.Status, forEver.Status));
        Assert.Equal(("acknowledged", "ada"), ((await _alerts.ListChangesAsync()).Read().Changes[0].Change, (await _alerts.ListChangesAsync()).Read().Changes[0].By));
    }

    [Fact]
    public async Task CreateSilence_OnWhatGoesOn_ShowsInThePreviewAndHoldsBackWhatComes()
    {
        long until = _settings.Clock.GetUtcNow().AddHours(3).ToUnixTimeMilliseconds();
        SilenceRequest request = new(new SilenceMatchers(Endpoint: "/rec*"), null, until, "maintenance");
        Assert.Equal(ChangeStatus.Invalid, (await _alerts.CreateSilenceAsync(Packed.Of(request with { Until = null }), "ada")).Status);
        SilenceReport silence = (await _alerts.CreateSilenceAsync(Packed.Of(request), "ada")).Value!.Value.Read();
        await RaiseAsync();

        IncidentReport incident = await UntilAsync(incident => incident.Opened is not null);
        Assert.True(incident.IsSilenced);
        Assert.Equal([incident.Id], (await _alerts.PreviewSilenceAsync(Packed.Of(request))).Value!.Value.Read().Incidents);
        Assert.Equal(1, await _alerts.GetNextNumberAsync());
        Assert.Equal(ChangeStatus.Conflict, (await _alerts.EndSilenceAsync(silence.Id, "ada", silence.Version + 1)).Status);
        Assert.Equal(ChangeStatus.Applied, (await _alerts.EndSilenceAsync(silence.Id, "ada", silence.Version)).Status);
        await UntilNumberAsync(2);
    }

    private async Task RaiseAsync()
    {
        await _traffic.SendAsync(_endpoint, 60);
        await _traffic.SendAsync(_endpoint, 5, isFailing: true);
    }

    private async Task RestartAsync(bool areSnapshotsLost)
    {
        await _cluster.DeactivateAsync(_endpoint);
        await _cluster.DeactivateAsync(_alerts);
        if (!areSnapshotsLost)
            return;
        foreach (StreamName stream in (StreamName[])[AlertGrain.Stream, _traffic.Stream])
        {
            // Two are kept.
            _settings.Log.LoseLatestSnapshot(stream);
            _settings.Log.LoseLatestSnapshot(stream);
        }
    }

    private async Task<IncidentPage> ListAsync() => (await _alerts.ListIncidentsAsync(Packed.Of(s_all))).Read();

    /// <summary>Time passes by itself until the one incident there is has become so.</summary>
    private async Task<IncidentReport> UntilAsync(Func<IncidentReport, bool> isSo)
    {
        for (int attempt = 0; attempt < 1_000; attempt++)
        {
            IncidentPage page = await ListAsync();
            if (page.Incidents.Count > 0 && isSo(Assert.Single(page.Incidents)))
                return page.Incidents[0];
            _settings.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(5);
        }

        throw new TimeoutException($"The incidents did not become so: {string.Join("; ", (await ListAsync()).Incidents)}");
    }

    private async Task UntilNumberAsync(long number)
    {
        for (int attempt = 0; attempt < 1_000 && await _alerts.GetNextNumberAsync() < number; attempt++)
        {
            _settings.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(5);
        }

        Assert.Equal(number, await _alerts.GetNextNumberAsync());
    }
}
