using Pipeline.Alerting.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests.Webhooks;

/// <summary>Which incidents a target that keeps them itself is told of, again and again.</summary>
public sealed class OutboxIncidentsTests
{
    private const long Start = OutboxDriver.Start;

    private readonly Outbox _outbox = OutboxDriver.On();

    [Fact]
    public void Incidents_SwitchedOffAndOn_BeginAnew()
    {
        WebhookSubscription webhook = OutboxDriver.Webhook(WebhookPayload.Alertmanager);
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start, webhook);
        Assert.Single(_outbox.FindPush(webhook, Start));

        _outbox.Apply(new OutboxEntry.Configured(Start, 1, false));
        _outbox.Apply(new OutboxEntry.Configured(Start, 2, true));
        Assert.Empty(_outbox.FindPush(webhook, Start));

        // What opened meanwhile it knows from the alerts, and when that ends it tells so.
        foreach (OutboxEntry entry in OutboxIntake.PlanPresent(_outbox, [MadeUp.Incident("b")], Start))
            _outbox.Apply(entry);
        Assert.Equal(["b"], _outbox.FindPush(webhook, Start).Select(incident => incident.Id));
        Assert.Equal(2, _outbox.Standing.Mark);
        _outbox.Take(new NotificationBatch(1, [MadeUp.Notification(3, "b", NotificationType.Resolved)], null), Start, webhook);
        Assert.NotNull(Assert.Single(_outbox.FindPush(webhook, Start, [], isAll: true)).Ended);
    }

    [Fact]
    public void Incidents_ChangedOnly_AreKept()
    {
        WebhookSubscription webhook = OutboxDriver.Webhook(WebhookPayload.Alertmanager);
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start, webhook);

        _outbox.Apply(new OutboxEntry.Configured(Start, 0, true) { Version = 2 });

        Assert.Single(_outbox.FindPush(webhook, Start));
    }

    [Fact]
    public void Push_WhatTheAlertsSayNow_CountsMoreThanWhatWasTold()
    {
        WebhookSubscription webhook = OutboxDriver.Webhook(WebhookPayload.Alertmanager);
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "b"), MadeUp.Notification(3, "c", NotificationType.Resolved)), Start, webhook);
        IncidentReport[] present = [MadeUp.Incident("a") with { IsSilenced = true }];

        Assert.Equal(["c"], _outbox.FindPush(webhook, Start, present, isAll: true).Select(incident => incident.Id));
        // What was taken while they were asked they may not know yet.
        Assert.Equal(["b", "c"], _outbox.FindPush(webhook, Start, present, isAll: false).Select(incident => incident.Id));
        // And without an answer, what is known of the silence is kept.
        Assert.Equal(["a", "b", "c"], _outbox.FindPush(webhook, Start, null, isAll: true).Select(incident => incident.Id));
        foreach (OutboxEntry entry in OutboxIntake.PlanPresent(_outbox, present, Start))
            _outbox.Apply(entry);
        Assert.Equal(["b", "c"], _outbox.FindPush(webhook, Start).Select(incident => incident.Id));
        Assert.Empty(OutboxIntake.PlanPresent(_outbox, present, Start));
    }
}
