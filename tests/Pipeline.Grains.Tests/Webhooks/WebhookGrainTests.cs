using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Webhooks;

/// <summary>Webhooks through their interfaces, with targets and alerts that the test makes up.</summary>
public sealed class WebhookGrainTests : IAsyncLifetime
{
    private readonly FakeAlerts _alerts = new();
    private readonly GrainClusterSettings _settings;
    private GrainCluster _cluster = null!;
    private long _number;

    public WebhookGrainTests() => _settings = new GrainClusterSettings { WebhookAlerts = _alerts };

    private FakeTransport Transport => _settings.Transport;

    private InMemoryEventLog Log => _settings.Log;

    private IWebhookDirectoryGrain Directory => _cluster.Grains.GetGrain<IWebhookDirectoryGrain>(IWebhookDirectoryGrain.Key);

    public async Task InitializeAsync() => _cluster = await GrainCluster.StartAsync(_settings);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Enqueue_Transition_IsDeliveredSignedOnce()
    {
        IWebhookGrain webhook = await CreateAsync("one");

        await TellAsync(webhook, "a");
        await UntilAsync(async () => (await ListAsync(webhook, DeliveryState.Delivered)).Count == 1);

        SentMessage sent = Assert.Single(Transport.Sent);
        Assert.Equal(("/one", "incident.opened"), (sent.Path, sent.Type));
        Assert.StartsWith("msg_", sent.Id, StringComparison.Ordinal);
        Assert.StartsWith("v1,", sent.Signature, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CommitFate.Fail, 2)]
    [InlineData(CommitFate.WriteButFail, 1)]
    public async Task Send_WhatBecameOfItIsNotCommitted_IsSentAgainUnderTheSameIdUnlessItWas(CommitFate fate, int times)
    {
        IWebhookGrain webhook = await CreateAsync("one");
        StreamName stream = WebhookStream.NameOf(webhook.GetPrimaryKeyString());
        int entries = 0;
        // The first entry from now on takes the transition, the second says what became of it.
        Log.NextFate = (written, _) => written == stream && ++entries == 2 ? fate : CommitFate.Commit;

        await TellAsync(webhook, "a");
        await UntilAsync(async () => (await ListAsync(webhook, DeliveryState.Delivered)).Count == 1);

        Assert.Equal(times, Transport.Sent.Count);
        Assert.Single(Transport.Sent.Select(sent => sent.Id).Distinct());
    }

    [Fact]
    public async Task Activate_WithoutSnapshots_SendsNothingThatWasDelivered()
    {
        IWebhookGrain webhook = await CreateAsync("one");
        NotificationBatch told = await TellAsync(webhook, "a", "b");
        await UntilAsync(async () => (await ListAsync(webhook, DeliveryState.Delivered)).Count == 2);
        await _cluster.DeactivateAsync(webhook);
        Log.LoseLatestSnapshot(WebhookStream.NameOf(webhook.GetPrimaryKeyString()));

        Assert.Equal(_number, await webhook.EnqueueAsync(Packed.Of(told)));
        await TellAsync(webhook, "c");
        await UntilAsync(async () => (await ListAsync(webhook, DeliveryState.Delivered)).Count == 3);

        Assert.Equal(3, Transport.Sent.Count);
    }

    [Fact]
    public async Task Activate_WithWorkPending_GoesOnByItself()
    {
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(503));
        IWebhookGrain webhook = await CreateAsync("one");
        await TellAsync(webhook, "a");
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count >= 1));
        await _cluster.DeactivateAsync(webhook);
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(200));

        // Nobody asks the webhook: the directory brings it back.
        int before = Transport.Sent.Count;
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count > before));

        Assert.Single(Transport.Sent.Select(sent => sent.Id).Distinct());
    }

    [Fact]
    public async Task Send_SlowTarget_DelaysNoOther()
    {
        TaskCompletionSource<WebhookAttempt> never = new();
        Transport.Answer = sent => sent.Path == "/slow" ? never.Task : Task.FromResult(FakeTransport.Status(200));
        IWebhookGrain slow = await CreateAsync("slow");
        IWebhookGrain live = await CreateAsync("live");

        foreach (string incident in (string[])["a", "b", "c"])
        {
            _number++;
            NotificationBatch batch = new(1, [MadeUp.Notification(_number, incident)], null);
            Assert.Equal(_number, await slow.EnqueueAsync(Packed.Of(batch)));
            Assert.Equal(_number, await live.EnqueueAsync(Packed.Of(batch)));
        }

        await UntilAsync(async () => (await ListAsync(live, DeliveryState.Delivered)).Count == 3);
        Assert.Single(Transport.SentTo("/slow"));
        Assert.Equal(3, (await ListAsync(slow, DeliveryState.Pending)).Count);
        never.SetResult(FakeTransport.Status(200));
        await UntilAsync(async () => (await ListAsync(slow, DeliveryState.Delivered)).Count >= 1);
    }

    [Fact]
    public async Task Enqueue_AStorm_SendsAtMostTenInAMinuteAndLosesNothing()
    {
        IWebhookGrain webhook = await CreateAsync("one");
        await TellAsync(webhook, [.. Enumerable.Range(0, 50).Select(number => $"i{number}")]);
        // No time passes meanwhile.
        await AwaitAsync(async () => (await ListAsync(webhook, DeliveryState.Pending)).Count == 0);

        Assert.Equal(Enumerable.Repeat("incident.opened", 9).Append("digest"), Transport.Sent.Select(sent => sent.Type));
        Assert.Equal(41, (await ReportAsync(webhook)).Superseded);
    }

    [Fact]
    public async Task Send_TargetIsGone_DisablesTheWebhookAndEverythingThatWaitsIsDead()
    {
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(410));
        IWebhookGrain webhook = await CreateAsync("one");
        await TellAsync(webhook, "a", "b");
        await UntilAsync(async () => !(await ReportAsync(webhook)).IsEnabled);

        WebhookReport report = await ReportAsync(webhook);
        Assert.Equal((WebhookHealth.Disabled, 0, 2), (report.Health, report.Pending, report.Dead));
        Assert.Contains("410", report.DisabledReason, StringComparison.Ordinal);
        Assert.Single(Transport.Sent);
        Assert.Equal(ChangeStatus.Invalid, (await webhook.TestAsync()).Status);

        // Switched on again, it is told of what comes from now on, and what is dead can be replayed.
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(200));
        _alerts.NextNumber = 100;
        ChangeAnswer<WebhookReport> on = await Directory.UpdateAsync(report.Id, Packed.Of(Request("one")), "ann", report.Version);
        Assert.Equal(ChangeStatus.Applied, on.Status);
        Assert.Equal(99, await webhook.EnqueueAsync(Packed.Of(new NotificationBatch(1, [], null))));
        WebhookReplayReport replayed = (await webhook.ReplayAsync(null)).Value!.Value.Read();
        await UntilAsync(async () => (await ListAsync(webhook, DeliveryState.Delivered)).Count == 2);
        Assert.Equal(replayed.MessageIds, Transport.Sent.Skip(1).Select(sent => sent.Id));
    }

    [Fact]
    public async Task Replay_OfOneThatWasGivenUp_IsDeliveredUnderItsId()
    {
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(404));
        IWebhookGrain webhook = await CreateAsync("one");
        await TellAsync(webhook, "a");
        await UntilAsync(async () => (await ListAsync(webhook, DeliveryState.Dead)).Count == 1);
        WebhookDelivery dead = Assert.Single(await ListAsync(webhook, DeliveryState.Dead));
        Assert.Equal((5, 404), (dead.Attempts, dead.LastStatus));
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(200));

        Assert.Equal(ChangeStatus.NotFound, (await webhook.ReplayAsync("msg_unheard_of")).Status);
        Assert.Equal([dead.MessageId], (await webhook.ReplayAsync(dead.MessageId)).Value!.Value.Read().MessageIds);
        await UntilAsync(async () => (await ListAsync(webhook, DeliveryState.Delivered)).Count == 1);

        Assert.Single(Transport.Sent.Select(sent => sent.Id).Distinct());
        Assert.True((bool)Transport.Sent[^1].Body["data"]!["delayed"]!);
        Assert.Equal(ChangeStatus.Invalid, (await webhook.ReplayAsync(dead.MessageId)).Status);
    }

    [Fact]
    public async Task GivenUp_IsToldThroughTheAlertsAndEndsWhenTheTargetIsBack()
    {
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(400));
        IWebhookGrain webhook = await CreateAsync("one");
        await TellAsync(webhook, "a");
        await UntilAsync(() => Task.FromResult(!_alerts.Updates.IsEmpty));
        FindingsUpdate began = _alerts.Updates.First();
        string id = webhook.GetPrimaryKeyString();
        Finding finding = Assert.Single(began.Findings);
        Assert.Equal(($"webhook/{id}", 1, FindingSource.Webhook, id, null), (began.Reporter, began.Revision, finding.Source, finding.Rule, finding.Ended));
        Assert.Contains("'one'", finding.Sentence, StringComparison.Ordinal);

        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(200));
        await TellAsync(webhook, "b");
        await UntilAsync(() => Task.FromResult(_alerts.Updates.Last().Revision == 2));
        Assert.Equal((finding.Id, "recovered"), (_alerts.Updates.Last().Findings[^1].Id, _alerts.Updates.Last().Findings[^1].End));
    }

    [Fact]
    public async Task Rotate_ForADay_SignsWithBothSecrets()
    {
        IWebhookGrain webhook = await CreateAsync("one");
        string id = webhook.GetPrimaryKeyString();
        WebhookSecretReport rotated = (await Directory.RotateAsync(id, "ann", 1)).Value!.Value.Read();
        Assert.Equal(2, rotated.Webhook.Version);
        Assert.NotNull(rotated.Webhook.RotatesUntil);

        // Another one now would end the overlap for receivers that know the first only.
        ChangeAnswer<WebhookSecretReport> again = await Directory.RotateAsync(id, "ann", 2);
        Assert.Equal(ChangeStatus.Conflict, again.Status);
        Assert.Contains("from 2026-01-02 00:", again.Detail, StringComparison.Ordinal);

        await webhook.TestAsync();
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count == 1));
        Assert.Equal(2, Transport.Sent[0].Signature.Split(' ').Length);
        Assert.Equal("test", Transport.Sent[0].Type);

        _settings.Clock.Jump(_settings.Clock.GetUtcNow() + TimeSpan.FromHours(25));
        await webhook.TestAsync();
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count == 2));
        Assert.Single(Transport.Sent[1].Signature.Split(' '));
        Assert.Null((await ReportAsync(webhook)).RotatesUntil);
        Assert.Equal(ChangeStatus.Applied, (await Directory.RotateAsync(id, "ann", 2)).Status);
    }

    [Fact]
    public async Task Alertmanager_OpenIncident_IsPushedAtOnceAgainEveryMinuteAndWithItsEnd()
    {
        IWebhookGrain webhook = await CreateAsync("am", new WebhookRequest("am", "https://example.org/am", WebhookPayload.Alertmanager, null, null, null));
        await TellAsync(webhook, "a");
        await AwaitAsync(() => Task.FromResult(Transport.Sent.Count == 1));

        await UntilAsync(() => Task.FromResult(Transport.Sent.Count >= 3));
        Assert.All(Transport.Sent, sent => Assert.Equal("alertmanager", sent.Type));
        Assert.Empty(await ListAsync(webhook, null));

        // So long after the last push, the next need not wait.
        _settings.Clock.Advance(TimeSpan.FromSeconds(10));
        _number++;
        await webhook.EnqueueAsync(Packed.Of(new NotificationBatch(1, [MadeUp.Notification(_number, "a", NotificationType.Resolved, Now)], null)));
        long resolved = Now.ToUnixTimeMilliseconds();
        await UntilAsync(() => Task.FromResult(Transport.Sent.Any(sent => EndOf(sent) <= resolved)));
        static long EndOf(SentMessage sent) =>
            DateTimeOffset.Parse((string)sent.Body[0]!["endsAt"]!, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
    }

    [Fact]
    public async Task Heartbeat_IsSentAgainAndAgain_AndTakesNoTransitions()
    {
        IWebhookGrain webhook = await CreateAsync("beat", new WebhookRequest("beat", "https://example.org/beat", WebhookPayload.Heartbeat, null, 10, null));

        await UntilAsync(() => Task.FromResult(Transport.Sent.Count >= 3));

        Assert.All(Transport.Sent, sent => Assert.Equal("heartbeat", sent.Type));
        Assert.Equal(Transport.Sent.Count, Transport.Sent.Select(sent => sent.Id).Distinct().Count());
        Assert.DoesNotContain(webhook.GetPrimaryKeyString(), (await Directory.ListTargetsAsync(null))!.Value.Read().Ids);
        Assert.NotNull((await ReportAsync(webhook)).LastSuccess);
    }

    [Fact]
    public async Task Update_UrlPutRight_IsTriedAtOnce()
    {
        Transport.Answer = static sent => Task.FromResult(FakeTransport.Status(sent.Path == "/one" ? 503 : 200, TimeSpan.FromHours(5)));
        IWebhookGrain webhook = await CreateAsync("one");
        await TellAsync(webhook, "a");
        await AwaitAsync(async () => (await ListAsync(webhook, DeliveryState.Pending)) is [{ Attempts: 1 }]);

        WebhookRequest right = Request("one") with { Url = "https://example.org/right" };
        Assert.Equal(ChangeStatus.Applied, (await Directory.UpdateAsync(webhook.GetPrimaryKeyString(), Packed.Of(right), "ann", 1)).Status);

        // No time passes.
        await AwaitAsync(async () => (await ListAsync(webhook, DeliveryState.Delivered)).Count == 1);
        Assert.Equal(["/one", "/right"], Transport.Sent.Select(sent => sent.Path));
    }

    [Fact]
    public async Task Heartbeat_ClockWasAheadAndIsSetBack_GoesOn()
    {
        _settings.Skew = TimeSpan.FromDays(1);
        await CreateAsync("beat", new WebhookRequest("beat", "https://example.org/beat", WebhookPayload.Heartbeat, null, 10, null));
        await AwaitAsync(() => Task.FromResult(Transport.Sent.Count == 1));
        _settings.Skew = TimeSpan.Zero;
        _settings.Clock.Advance(TimeSpan.FromSeconds(9));
        await Directory.ListTargetsAsync(null);
        Assert.Single(Transport.Sent);

        // Its time has come, though the clock is far behind the one it was sent by first; and time stands still until it is sent.
        _settings.Clock.Advance(TimeSpan.FromSeconds(2));
        await AwaitAsync(() => Task.FromResult(Transport.Sent.Count == 2));
    }

    [Fact]
    public async Task Replay_OfWhatALaterMessageHasOvertaken_SaysThatItIsLeftOut()
    {
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(410));
        IWebhookGrain webhook = await CreateAsync("one");
        string id = webhook.GetPrimaryKeyString();
        await TellAsync(webhook, "a");
        await UntilAsync(async () => !(await ReportAsync(webhook)).IsEnabled);
        WebhookDelivery opened = Assert.Single(await ListAsync(webhook, DeliveryState.Dead));
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(200));
        _alerts.NextNumber = 2;
        await Directory.UpdateAsync(id, Packed.Of(Request("one")), "ann", null);
        await webhook.EnqueueAsync(Packed.Of(new NotificationBatch(1, [MadeUp.Notification(2, "a", NotificationType.Resolved)], null)));
        await UntilAsync(async () => (await ListAsync(webhook, DeliveryState.Delivered)).Count == 1);

        WebhookReplayReport report = (await webhook.ReplayAsync(null)).Value!.Value.Read();

        Assert.Empty(report.MessageIds);
        Assert.Equal([opened.MessageId], report.LeftOut);
        Assert.Equal(2, Transport.Sent.Count);
        Assert.Equal(1, (await ReportAsync(webhook)).Superseded);
    }

    [Fact]
    public async Task Alertmanager_NewOrSwitchedOn_BeginsWithWhatIsOpen()
    {
        WebhookRequest request = new("am", "https://example.org/am", WebhookPayload.Alertmanager, null, null, null);
        _alerts.Open = [MadeUp.Notification(1, "a").Incident];
        _alerts.NextNumber = 2;
        IWebhookGrain webhook = await CreateAsync("am", request);
        string id = webhook.GetPrimaryKeyString();
        // No transition comes.
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count == 1));
        Assert.Equal(["a"], IncidentsOf(Transport.Sent[0]));

        await Directory.UpdateAsync(id, Packed.Of(request with { IsEnabled = false }), "ann", null);
        _alerts.Open = [MadeUp.Notification(2, "b").Incident];
        _alerts.NextNumber = 4;
        int before = Transport.Sent.Count;
        await Directory.UpdateAsync(id, Packed.Of(request), "ann", null);
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count >= before + 2));

        Assert.All(Transport.Sent.Skip(before), sent => Assert.Equal(["b"], IncidentsOf(sent)));
    }

    [Fact]
    public async Task Alertmanager_SilencedAfterItWasTold_IsNotPushedUntilTheSilenceIsOver()
    {
        IncidentReport incident = MadeUp.Notification(1, "a").Incident;
        _alerts.Open = [incident];
        IWebhookGrain webhook = await CreateAsync("am", new WebhookRequest("am", "https://example.org/am", WebhookPayload.Alertmanager, null, null, null));
        await TellAsync(webhook, "a");
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count >= 2));

        _alerts.Open = [incident with { IsSilenced = true }];
        await PassAsync(TimeSpan.FromMinutes(3));
        int silenced = Transport.Sent.Count;
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(silenced, Transport.Sent.Count);

        _alerts.Open = [incident];
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count > silenced));
        Assert.Equal(["a"], IncidentsOf(Transport.Sent[^1]));

        async Task PassAsync(TimeSpan time)
        {
            DateTimeOffset end = Now + time;
            await UntilAsync(() => Task.FromResult(Now >= end));
        }
    }

    [Fact]
    public async Task Delete_WithMessagesPending_SendsNothingAnyMore()
    {
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(500));
        IWebhookGrain webhook = await CreateAsync("one");
        await TellAsync(webhook, "a");
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count >= 1));

        Assert.Equal(ChangeStatus.Applied, (await Directory.DeleteAsync(webhook.GetPrimaryKeyString(), "ann", null)).Status);
        int before = Transport.Sent.Count;
        Assert.Null(await Directory.GetAsync(webhook.GetPrimaryKeyString()));
        Assert.Equal(7, await webhook.EnqueueAsync(Packed.Of(new NotificationBatch(1, [MadeUp.Notification(7, "b")], null))));
        Assert.Equal(ChangeStatus.NotFound, (await webhook.TestAsync()).Status);
        Assert.Empty(await ListAsync(webhook, null));
        // One that was on its way may have come to its end meanwhile.
        Assert.InRange(Transport.Sent.Count, before, before + 1);
    }

    [Fact]
    public async Task Directory_Changes_AreVersionedAuditedWithoutSecretsAndThereAfterACrash()
    {
        IWebhookGrain webhook = await CreateAsync("one");
        string id = webhook.GetPrimaryKeyString();
        Assert.Equal(ChangeStatus.Conflict, (await Directory.UpdateAsync(id, Packed.Of(Request("two")), "ben", 7)).Status);
        WebhookReport updated = (await Directory.UpdateAsync(id, Packed.Of(Request("two")), "ben", 1)).Value!.Value.Read();
        Assert.Equal((2, "two", "ben"), (updated.Version, updated.Name, updated.By));
        Assert.Equal(ChangeStatus.Invalid, (await Directory.UpdateAsync(id, Packed.Of(Request("two") with { Payload = WebhookPayload.Heartbeat }), "ben", 2)).Status);
        Assert.Equal(ChangeStatus.Invalid, (await Directory.CreateAsync(Packed.Of(Request("three") with { Url = "http://example.org" }), "ben")).Status);
        Assert.Equal(ChangeStatus.NotFound, (await Directory.RotateAsync("0000000000000000", "ben", null)).Status);

        await _cluster.DeactivateAsync(Directory);

        AuditPage changes = (await Directory.ListChangesAsync()).Read();
        Assert.Equal([("ben", "updated"), ("ann", "created")], changes.Changes.Select(change => (change.By, change.Change)));
        Assert.DoesNotContain("whsec_", string.Concat(changes.Changes), StringComparison.Ordinal);
        Assert.Equal("two", Assert.Single((await Directory.ListAsync()).Read().Webhooks).Name);
    }

    private static IEnumerable<string?> IncidentsOf(SentMessage sent) =>
        sent.Body.AsArray().Select(alert => ((string?)alert!["labels"]!["endpoint"])?.TrimStart('/'));

    private DateTimeOffset Now => _settings.Clock.GetUtcNow();

    private static WebhookRequest Request(string name) => new(name, $"https://example.org/{name}", null, null, null, null);

    private async Task<IWebhookGrain> CreateAsync(string name, WebhookRequest? request = null)
    {
        ChangeAnswer<WebhookSecretReport> answer = await Directory.CreateAsync(Packed.Of(request ?? Request(name)), "ann");
        Assert.True(answer.Status == ChangeStatus.Applied, answer.Detail);
        return _cluster.Grains.GetGrain<IWebhookGrain>(answer.Value!.Value.Read().Webhook.Id);
    }

    private async Task<NotificationBatch> TellAsync(IWebhookGrain webhook, params string[] incidents)
    {
        NotificationBatch batch = new(1, [.. incidents.Select(incident => MadeUp.Notification(++_number, incident))], null);
        // The activation may be replaced in the middle of it.
        await AwaitAsync(async () => await webhook.EnqueueAsync(Packed.Of(batch)) == _number);
        return batch;
    }

    private static async Task<IReadOnlyList<WebhookDelivery>> ListAsync(IWebhookGrain webhook, DeliveryState? state) =>
        (await webhook.ListDeliveriesAsync(state, 1_000, null)).Read().Deliveries;

    private async Task<WebhookReport> ReportAsync(IWebhookGrain webhook) => (await Directory.GetAsync(webhook.GetPrimaryKeyString()))!.Value.Read();

    /// <summary>Lets time pass until something is so.</summary>
    private Task UntilAsync(Func<Task<bool>> look) => AwaitAsync(look, TimeSpan.FromMilliseconds(500));

    /// <summary>Waits until something is so; each look is a call that lets the grains go on.</summary>
    private async Task AwaitAsync(Func<Task<bool>> look, TimeSpan step = default)
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        while (!await TryAsync(look))
        {
            deadline.Token.ThrowIfCancellationRequested();
            _settings.Clock.Advance(step);
            await Directory.ListTargetsAsync(null);
        }
    }

    private static async Task<bool> TryAsync(Func<Task<bool>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            return false;
        }
    }
}
