using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions.Alerting;
using Pipeline.Grains.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Tests.Webhooks;

/// <summary>What is handed to a webhook arrives, once as far as its target can tell, whatever happens on the way.</summary>
public sealed class WebhookDeliveryTests : WebhookScenario
{
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
        await Cluster.DeactivateAsync(webhook);
        Log.LoseLatestSnapshot(WebhookStream.NameOf(webhook.GetPrimaryKeyString()));

        Assert.Equal(LastNumber, await webhook.EnqueueAsync(Packed.Of(told)));
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
        await Cluster.DeactivateAsync(webhook);
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
            LastNumber++;
            NotificationBatch batch = new(1, [MadeUp.Notification(LastNumber, incident)], null);
            Assert.Equal(LastNumber, await slow.EnqueueAsync(Packed.Of(batch)));
            Assert.Equal(LastNumber, await live.EnqueueAsync(Packed.Of(batch)));
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
}
