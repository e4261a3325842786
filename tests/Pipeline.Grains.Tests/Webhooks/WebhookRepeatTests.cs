using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Webhooks;

/// <summary>Webhooks that say the same again and again: heartbeats, and what an Alertmanager is to know.</summary>
public sealed class WebhookRepeatTests : WebhookScenario
{
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
    public async Task Heartbeat_ClockWasAheadAndIsSetBack_GoesOn()
    {
        Settings.Skew = TimeSpan.FromDays(1);
        await CreateAsync("beat", new WebhookRequest("beat", "https://example.org/beat", WebhookPayload.Heartbeat, null, 10, null));
        await AwaitAsync(() => Task.FromResult(Transport.Sent.Count == 1));
        Settings.Skew = TimeSpan.Zero;
        Settings.Clock.Advance(TimeSpan.FromSeconds(9));
        await Directory.ListTargetsAsync(null);
        Assert.Single(Transport.Sent);

        // Its time has come, though the clock is far behind the one it was sent by first; and time stands still until it is sent.
        Settings.Clock.Advance(TimeSpan.FromSeconds(2));
        await AwaitAsync(() => Task.FromResult(Transport.Sent.Count == 2));
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
        Settings.Clock.Advance(TimeSpan.FromSeconds(10));
        LastNumber++;
        await webhook.EnqueueAsync(Packed.Of(new NotificationBatch(1, [MadeUp.Notification(LastNumber, "a", NotificationType.Resolved, Now)], null)));
        long resolved = Now.ToUnixTimeMilliseconds();
        await UntilAsync(() => Task.FromResult(Transport.Sent.Any(sent => EndOf(sent) <= resolved)));
        static long EndOf(SentMessage sent) =>
            DateTimeOffset.Parse((string)sent.Body[0]!["endsAt"]!, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
    }

    [Fact]
    public async Task Alertmanager_NewOrSwitchedOn_BeginsWithWhatIsOpen()
    {
        WebhookRequest request = new("am", "https://example.org/am", WebhookPayload.Alertmanager, null, null, null);
        Alerts.Open = [MadeUp.Notification(1, "a").Incident];
        Alerts.NextNumber = 2;
        IWebhookGrain webhook = await CreateAsync("am", request);
        string id = webhook.GetPrimaryKeyString();
        // No transition comes.
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count == 1));
        Assert.Equal(["a"], IncidentsOf(Transport.Sent[0]));

        await Directory.UpdateAsync(id, Packed.Of(request with { IsEnabled = false }), "ann", null);
        Alerts.Open = [MadeUp.Notification(2, "b").Incident];
        Alerts.NextNumber = 4;
        int before = Transport.Sent.Count;
        await Directory.UpdateAsync(id, Packed.Of(request), "ann", null);
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count >= before + 2));

        Assert.All(Transport.Sent.Skip(before), sent => Assert.Equal(["b"], IncidentsOf(sent)));
    }

    [Fact]
    public async Task Alertmanager_SilencedAfterItWasTold_IsNotPushedUntilTheSilenceIsOver()
    {
        IncidentReport incident = MadeUp.Notification(1, "a").Incident;
        Alerts.Open = [incident];
        IWebhookGrain webhook = await CreateAsync("am", new WebhookRequest("am", "https://example.org/am", WebhookPayload.Alertmanager, null, null, null));
        await TellAsync(webhook, "a");
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count >= 2));

        Alerts.Open = [incident with { IsSilenced = true }];
        await PassAsync(TimeSpan.FromMinutes(3));
        int silenced = Transport.Sent.Count;
        await PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(silenced, Transport.Sent.Count);

        Alerts.Open = [incident];
        await UntilAsync(() => Task.FromResult(Transport.Sent.Count > silenced));
        Assert.Equal(["a"], IncidentsOf(Transport.Sent[^1]));

        async Task PassAsync(TimeSpan time)
        {
            DateTimeOffset end = Now + time;
            await UntilAsync(() => Task.FromResult(Now >= end));
        }
    }
}
