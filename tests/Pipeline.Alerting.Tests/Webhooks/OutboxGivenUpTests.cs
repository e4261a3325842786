using Pipeline.Alerting.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests.Webhooks;

/// <summary>What is given up, sent once more after all, and told of a target that does not answer.</summary>
public sealed class OutboxGivenUpTests
{
    private const long Start = OutboxDriver.Start;

    private readonly Outbox _outbox = OutboxDriver.On();

    [Fact]
    public void Gone_GivesUpEverythingAndSendsNothingUntilSwitchedOnAgain()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "b")), Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 410, Start);

        Assert.Equal((0, 2), (_outbox.Pending.Count, _outbox.Dead.Count));
        Assert.Equal(WebhookHealth.Disabled, _outbox.Health);
        _outbox.Apply(new OutboxEntry.Configured(Start, 0, true));
        Assert.True(_outbox.IsOn);
    }

    [Fact]
    public void Replay_OfTheDead_KeepsTheirIds()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "b")), Start);
        string[] ids = [.. _outbox.Pending.Select(message => message.Id)];
        long now = Start;
        while (_outbox.Pending.Count > 0)
            now = _outbox.Attempt(_outbox.Pending.First(), 400, now).NextAttempt ?? now;
        _outbox.Apply(new OutboxEntry.Replayed(now, ids));

        Assert.Empty(_outbox.Dead);
        Assert.Equal(ids, _outbox.Pending.Select(message => message.Id));
        Assert.All(_outbox.Pending, message => Assert.Equal((0, true), (message.Attempts, message.IsDelayed)));
    }

    [Fact]
    public void Dead_MoreThanAreKept_AreDroppedAndCounted()
    {
        for (int number = 1; number <= OutboxLimits.DeadMax + 5; number++)
        {
            _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(number, $"i{number}")), Start);
            OutboxMessage message = _outbox.Pending.Single();
            for (int attempt = 0; attempt < RetrySchedule.RejectionsMax; attempt++)
                _outbox.Attempt(_outbox.Find(message.Id)!, 400, Start);
        }

        Assert.Equal((OutboxLimits.DeadMax, 5L), (_outbox.Dead.Count, _outbox.Standing.DroppedDead));
        Assert.Equal("i6", _outbox.Dead.First().Incident);
    }

    [Fact]
    public void Trouble_OfTheTarget_BeginsAfterTenMinutesAndEndsWithASuccess()
    {
        WebhookSubscription webhook = OutboxDriver.Webhook();
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start);
        _outbox.Attempt(_outbox.Pending.Single(), 500, Start);
        Assert.Null(_outbox.FindTrouble(webhook, Start + OutboxLimits.TroubleAfterMs - 1));

        Finding began = _outbox.FindTrouble(webhook, Start + OutboxLimits.TroubleAfterMs)!;
        _outbox.Apply(new OutboxEntry.TroubleTold(Start + OutboxLimits.TroubleAfterMs, began));
        Assert.Null(_outbox.FindTrouble(webhook, Start + OutboxLimits.TroubleAfterMs + 1));
        Assert.Equal((FindingSource.Webhook, webhook.Id, Start), (began.Source, began.Rule, began.Since));
        Assert.Contains("answered 500", began.Sentence, StringComparison.Ordinal);

        long end = Start + OutboxLimits.TroubleAfterMs + 5_000;
        _outbox.Attempt(_outbox.Pending.Single(), 204, end);
        Finding over = _outbox.FindTrouble(webhook, end)!;
        Assert.Equal((began.Id, end, "recovered"), (over.Id, over.Ended, over.End));
    }

    [Fact]
    public void Superseded_OnItsWayAndTaken_IsDeliveredAfterAll()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start);
        _outbox.Attempt(_outbox.Pending.Single(), null, Start);
        _outbox.Attempt(_outbox.Pending.Single(), null, Start + 1_000);
        OutboxMessage onItsWay = _outbox.Pending.Single();
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(2, "a", NotificationType.Resolved)), Start + 6_000);
        Assert.Equal(DeliveryState.Superseded, _outbox.Find(onItsWay.Id)!.State);

        _outbox.Attempt(_outbox.Find(onItsWay.Id)!, 200, Start + 7_000);

        Assert.Equal((onItsWay.Id, 0L), (Assert.Single(_outbox.List(DeliveryState.Delivered, 100, null)).Id, _outbox.Standing.Superseded));
    }

    [Fact]
    public void Trouble_OverAndBackBeforeAnybodyLooked_EndsTheOldOneBeforeTheNew()
    {
        WebhookSubscription webhook = OutboxDriver.Webhook();
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "b")), Start);
        _outbox.Attempt(_outbox.Pending.First(), 500, Start);
        long now = Start + OutboxLimits.TroubleAfterMs;
        Finding first = _outbox.FindTrouble(webhook, now)!;
        _outbox.Apply(new OutboxEntry.TroubleTold(now, first));

        _outbox.Attempt(_outbox.Pending.First(), 200, now);
        _outbox.Attempt(_outbox.Pending.First(), 500, now + 100);
        Finding end = _outbox.FindTrouble(webhook, now + 200)!;
        _outbox.Apply(new OutboxEntry.TroubleTold(now + 200, end));
        Assert.Equal((first.Id, now + 200, "recovered"), (end.Id, end.Ended, end.End));

        Assert.Null(_outbox.FindTrouble(webhook, now + 300));
        Finding second = _outbox.FindTrouble(webhook, now + 100 + OutboxLimits.TroubleAfterMs)!;
        Assert.NotEqual(first.Id, second.Id);
        Assert.Null(second.Ended);
    }

    [Fact]
    public void Replay_OfWhatWasOvertaken_IsLeftOutAndCounted()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "b")), Start);
        string[] ids = [.. _outbox.Pending.Select(message => message.Id)];
        long now = Start;
        while (_outbox.Pending.Count > 0)
            now = _outbox.Attempt(_outbox.Pending.First(), 400, now).NextAttempt ?? now;
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "b"), MadeUp.Notification(3, "a", NotificationType.Resolved)), now);
        _outbox.Attempt(_outbox.Pending.Single(), 200, now);
        Outbox read = Outbox.ReadSnapshot(_outbox.WriteSnapshot())!;

        Assert.Equal([ids[0]], read.FindOutdated(ids));
        read.Apply(new OutboxEntry.Replayed(now, ids));

        Assert.Equal(["b"], read.Pending.Select(message => message.Incident));
        Assert.Equal((DeliveryState.Superseded, 1L, 0), (read.Find(ids[0])!.State, read.Standing.Superseded, read.Dead.Count));
    }

    [Fact]
    public void Replay_WhileALaterOneIsOnItsWay_IsNotSentAfterIt()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start);
        string id = _outbox.Pending.Single().Id;
        long now = Start;
        while (_outbox.Pending.Count > 0)
            now = _outbox.Attempt(_outbox.Pending.First(), 400, now).NextAttempt ?? now;
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "a", NotificationType.Resolved)), now);
        OutboxMessage onItsWay = _outbox.Next(now).Message!;

        Assert.Equal([id], _outbox.FindOutdated([id]));
        _outbox.Apply(new OutboxEntry.Replayed(now, [id]));
        _outbox.Attempt(onItsWay, 200, now);

        Assert.Empty(_outbox.Pending);
        Assert.Equal(DeliveryState.Superseded, _outbox.Find(id)!.State);
    }

    [Fact]
    public void Replay_OfSeveralOfOneIncident_SendsTheLatestOnly()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "a", NotificationType.Resolved)), Start);
        string[] ids = [.. _outbox.Pending.Select(message => message.Id)];
        _outbox.Apply(new OutboxEntry.Configured(Start, 0, false));
        _outbox.Apply(new OutboxEntry.Configured(Start, 0, true));

        Assert.Equal([ids[0]], _outbox.FindOutdated(ids));
        _outbox.Apply(new OutboxEntry.Replayed(Start, ids));
        Assert.Equal([ids[1]], _outbox.Pending.Select(message => message.Id));
    }
}
