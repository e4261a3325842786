using Pipeline.Alerting.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests.Webhooks;

/// <summary>What is sent when: order, retries, outages and digests.</summary>
public sealed class OutboxSendingTests
{
    private const long Start = OutboxDriver.Start;

    private readonly Outbox _outbox = OutboxDriver.On();

    [Fact]
    public void Retries_NoAnswer_FollowTheScheduleAndEndDead()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start);
        long now = Start;
        List<long> waits = [];
        HashSet<string> ids = [];
        while (_outbox.Next(now) is { } step && (step.Message ?? (object?)step.WakeAt) is not null)
        {
            if (step.Message is { } message)
            {
                ids.Add(message.Id);
                _outbox.Attempt(message, null, now);
            }
            else
            {
                waits.Add((step.WakeAt!.Value - now) / 1_000);
                now = step.WakeAt.Value;
            }
        }

        Assert.Equal([1, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000], waits);
        Assert.Single(ids);
        Assert.Equal((9, DeliveryState.Dead), (_outbox.Dead.Single().Attempts, _outbox.Dead.Single().State));
        Assert.Equal(WebhookHealth.Dead, _outbox.Health);
    }

    [Theory]
    [InlineData(400, 5)]
    [InlineData(404, 5)]
    [InlineData(408, 9)]
    [InlineData(425, 9)]
    [InlineData(429, 9)]
    [InlineData(500, 9)]
    public void Retries_ByStatus_GiveUpSoonerWhereRepeatingIsOfNoUse(int status, int attempts)
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start);
        long now = Start;
        int count = 0;
        for (; _outbox.Pending.Count > 0; count++)
            now = _outbox.Attempt(_outbox.Pending.Single(), status, now).NextAttempt ?? now;

        Assert.Equal(attempts, count);
        Assert.Equal(status, _outbox.Dead.Single().LastStatus);
    }

    [Fact]
    public void RetryAfter_OfTheTarget_HoldsEverythingButForADayAtMost()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "b")), Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 429, Start, TimeSpan.FromMinutes(7));

        Assert.Equal(Start + (7 * 60_000), _outbox.Next(Start + 1_000).WakeAt);
        Assert.Equal(TimeSpan.FromDays(1), RetrySchedule.HoldFor(TimeSpan.FromDays(20)));
        Assert.NotNull(_outbox.Next(Start + (7 * 60_000)).Message);
    }

    [Fact]
    public void Outage_LaterTransitions_SupersedeEarlierOnesAndAreDelayed()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 500, Start);
        _outbox.Attempt(_outbox.Next(Start + 1_000).Message!, 500, Start + 1_000);
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(2, "a", NotificationType.Updated), MadeUp.Notification(3, "b"), MadeUp.Notification(4, "a", NotificationType.Resolved)), Start + 2_000);

        Assert.Equal([("b", false), ("a", true)], _outbox.Pending.Select(message => (message.Incident, message.IsDelayed)));
        Assert.Equal(2, _outbox.Standing.Superseded);
        Assert.Equal("incident.resolved", _outbox.Pending.Last().Type);
    }

    [Fact]
    public void Outage_IsOver_WhatWaitsIsSentAtOnce()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start);
        for (long now = Start; _outbox.Pending.Single().Attempts < 4;)
            now = _outbox.Attempt(_outbox.Pending.Single(), null, now).NextAttempt!.Value;
        long later = Start + 700_000;
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(2, "b")), later);
        Assert.Equal("b", _outbox.Next(later).Message!.Incident);

        _outbox.Attempt(_outbox.Next(later).Message!, 200, later);

        OutboxMessage waited = _outbox.Next(later).Message!;
        Assert.Equal(("a", true), (waited.Incident, waited.IsDelayedAt(later)));
    }

    [Fact]
    public void Order_FirstOfAnIncidentFails_TheSecondWaitsAndOthersDoNot()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a"), MadeUp.Notification(2, "a", NotificationType.Resolved), MadeUp.Notification(3, "b")), Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 500, Start);

        Assert.Equal("b", _outbox.Next(Start).Message!.Incident);
        _outbox.Attempt(_outbox.Next(Start).Message!, 200, Start);
        Assert.Null(_outbox.Next(Start).Message);
        Assert.Equal(Start + 1_000, _outbox.Next(Start).WakeAt);
    }

    [Fact]
    public void Digest_MoreThanAMinuteAllows_TheTenthStandsForTheRest()
    {
        _outbox.Take(OutboxDriver.Batch([.. Enumerable.Range(1, 50).Select(number => MadeUp.Notification(number, $"i{number}"))]), Start);
        List<string> types = _outbox.SendAll(Start);

        Assert.Equal(Enumerable.Repeat("incident.opened", 9).Append("digest"), types);
        Assert.Equal((0, 41L, 1L, 10), (_outbox.Pending.Count, _outbox.Standing.Superseded, _outbox.Standing.Digests, _outbox.List(DeliveryState.Delivered, 100, null).Count));
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(51, "late")), Start + 1_000);
        Assert.Equal(Start + 60_000, _outbox.Next(Start + 1_000).WakeAt);
        Assert.Equal("late", _outbox.Next(Start + 60_000).Message!.Incident);
    }

    [Fact]
    public void Digest_OfSeveralOfOneIncident_TellsItsLatest()
    {
        _outbox.Take(OutboxDriver.Batch([.. Enumerable.Range(1, 9).Select(number => MadeUp.Notification(number, $"i{number}"))]), Start);
        _outbox.SendAll(Start);
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(10, "a"), MadeUp.Notification(11, "b"), MadeUp.Notification(12, "a", NotificationType.Resolved)), Start);
        OutboxStep step = _outbox.Next(Start);
        Assert.Equal(3, step.Digest.Count);

        _outbox.Apply(new OutboxEntry.Digested(Start, "msg_digest", step.Digest));

        Assert.Equal([11L, 12L], _outbox.Next(Start).Message!.Notifications.Select(notification => notification.Number));
    }

    [Fact]
    public void Retries_TargetRefusesForHalfAnHour_IsDeliveredAfterAll()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start);
        long now = Start;
        while (now < Start + (30 * 60_000))
            now = _outbox.Attempt(_outbox.Pending.Single(), 401, now).NextAttempt!.Value;

        _outbox.Attempt(_outbox.Next(now).Message!, 200, now);

        Assert.Equal((1, 0), (_outbox.List(DeliveryState.Delivered, 100, null).Count, _outbox.Dead.Count));
    }

    [Fact]
    public void Configured_OfANewVersion_TriesWhatWaitsAtOnce()
    {
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start);
        long now = Start;
        for (int attempt = 0; attempt < 4; attempt++)
            now = _outbox.Attempt(_outbox.Pending.Single(), 401, now, TimeSpan.FromHours(2)).NextAttempt!.Value;
        long changed = now - 1_000;
        Assert.Null(_outbox.Next(changed).Message);

        _outbox.Apply(new OutboxEntry.Configured(changed, 0, true) { Version = 2 });

        OutboxMessage message = _outbox.Next(changed).Message!;
        // What the target of before has refused says nothing of this one.
        Assert.Equal(AttemptOutcome.Failed, _outbox.Attempt(message, 401, changed).Outcome);
    }

    [Theory]
    [InlineData(365 * 24 * 60)]
    [InlineData(5 * 60)]
    public void Next_ClockWasAheadAndIsSetBack_WaitsNotForTheTimeOfBefore(int minutesAhead)
    {
        long ahead = Start + (minutesAhead * 60_000L);
        _outbox.Take(OutboxDriver.Batch(MadeUp.Notification(1, "a")), Start);
        _outbox.Attempt(_outbox.Pending.Single(), 503, ahead, TimeSpan.FromHours(1));

        OutboxMessage message = _outbox.Next(Start).Message!;

        // What the target asks for from then on is heeded.
        _outbox.Attempt(message, 503, Start, TimeSpan.FromMinutes(7));
        Assert.Null(_outbox.Next(Start).Message);
        Assert.Equal(Start + (7 * 60_000), _outbox.Next(Start).WakeAt);
    }
}
