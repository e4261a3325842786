using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Webhooks;

/// <summary>What becomes of messages that a target does not take, and of the webhook.</summary>
public sealed class WebhookGivenUpTests : WebhookScenario
{
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
        Alerts.NextNumber = 100;
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
    public async Task Replay_OfWhatALaterMessageHasOvertaken_SaysThatItIsLeftOut()
    {
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(410));
        IWebhookGrain webhook = await CreateAsync("one");
        string id = webhook.GetPrimaryKeyString();
        await TellAsync(webhook, "a");
        await UntilAsync(async () => !(await ReportAsync(webhook)).IsEnabled);
        WebhookDelivery opened = Assert.Single(await ListAsync(webhook, DeliveryState.Dead));
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(200));
        Alerts.NextNumber = 2;
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
    public async Task GivenUp_IsToldThroughTheAlertsAndEndsWhenTheTargetIsBack()
    {
        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(400));
        IWebhookGrain webhook = await CreateAsync("one");
        await TellAsync(webhook, "a");
        await UntilAsync(() => Task.FromResult(!Alerts.Updates.IsEmpty));
        FindingsUpdate began = Alerts.Updates.First();
        string id = webhook.GetPrimaryKeyString();
        Finding finding = Assert.Single(began.Findings);
        Assert.Equal(($"webhook/{id}", 1, FindingSource.Webhook, id, null), (began.Reporter, began.Revision, finding.Source, finding.Rule, finding.Ended));
        Assert.Contains("'one'", finding.Sentence, StringComparison.Ordinal);

        Transport.Answer = static _ => Task.FromResult(FakeTransport.Status(200));
        await TellAsync(webhook, "b");
        await UntilAsync(() => Task.FromResult(Alerts.Updates.Last().Revision == 2));
        Assert.Equal((finding.Id, "recovered"), (Alerts.Updates.Last().Findings[^1].Id, Alerts.Updates.Last().Findings[^1].End));
    }
}
