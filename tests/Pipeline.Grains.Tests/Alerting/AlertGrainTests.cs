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
    private bool _isFailing;

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
        _isFailing = false;
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

        IncidentReport after = await UntilAsync(incident => incident.Alerts[0].Finding.Last > before.Alerts[0].Finding.Last);
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
        _isFailing = true;
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

    private Task UntilNumberAsync(long number) => PassUntilAsync(async () => await _alerts.GetNextNumberAsync() >= number);

    /// <summary>Time passes until the one incident there is has become so.</summary>
    private async Task<IncidentReport> UntilAsync(Func<IncidentReport, bool> isSo)
    {
        IncidentReport? found = null;
        await PassUntilAsync(async () =>
        {
            IncidentPage page = await ListAsync();
            found = page.Incidents.Count > 0 ? Assert.Single(page.Incidents) : null;
            return found is not null && isSo(found);
        });
        return found!;
    }

    /// <summary>Lets windows pass, with calls in each so that nothing falls silent; each is a turn of the grains.</summary>
    private async Task PassUntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromMinutes(5));
        while (!await isSo())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await _traffic.SendAsync(_endpoint, 1, _isFailing);
        }
    }
}
