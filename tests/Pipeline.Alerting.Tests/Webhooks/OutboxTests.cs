using Pipeline.Alerting.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests.Webhooks;

/// <summary>What is owed, what is sent when, and what is given up.</summary>
public sealed class OutboxTests
{
    private const long Start = Told.Start;

    private readonly Outbox _outbox = Told.On();

    [Fact]
    public void Take_TransitionsAgain_AreKnown()
    {
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "b")), Start);
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "b"), Told.Of(3, "c")), Start);

        Assert.Equal(3, _outbox.Standing.Mark);
        Assert.Equal(["a", "b", "c"], _outbox.Pending.Select(message => message.Incident));
    }

    [Fact]
    public void Take_AfterAGapThatNobodyFills_TakesNothing()
    {
        _outbox.Take(new NotificationBatch(5, [Told.Of(5, "a")], null), Start);

        Assert.Equal(0, _outbox.Standing.Mark);
        Assert.Empty(_outbox.Pending);
    }

    [Fact]
    public void Take_GapWithOpenIncidents_TellsTheLatestOfEachAsDelayed()
    {
        _outbox.Take(new NotificationBatch(5, [Told.Of(5, "a"), Told.Of(6, "a")], [Told.Incident("a"), Told.Incident("b")]), Start);

        Assert.Equal(6, _outbox.Standing.Mark);
        Assert.Equal([("b", true), ("a", false), ("a", false)], _outbox.Pending.Select(message => (message.Incident, message.IsDelayed)));
    }

    [Fact]
    public void Take_ManyLargeIncidents_SplitsEntriesAndTheMarkComesLast()
    {
        IncidentReport[] open = [.. Enumerable.Range(0, 300).Select(number => Told.Incident($"i{number}") with { Sentence = new string('x', 4_000) })];
        NotificationBatch batch = new(100, [], open);

        IReadOnlyList<OutboxEntry> entries = OutboxIntake.Plan(_outbox, Told.Webhook(), batch, Start);

        Assert.True(entries.Count > 3);
        Assert.All(entries, entry => Assert.InRange(Outbox.Write(entry).Length, 1, OutboxLimits.EntryBytesMax * 2));
        Assert.Equal([0L, 99L], entries.Cast<OutboxEntry.Taken>().Select(entry => entry.Mark).Distinct());
        // Torn after the first entry, all is told again and each is taken once.
        _outbox.Apply(entries[0]);
        _outbox.Take(batch, Start);
        Assert.Equal(300, _outbox.Pending.Count);
    }

    [Theory]
    [InlineData("/a", true)]
    [InlineData("/*", true)]
    [InlineData("/b", false)]
    public void Take_FilterOfEndpoints_LetsThroughWhatFits(string pattern, bool isTaken)
    {
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start, Told.Webhook(filter: new WebhookFilter(Endpoints: [pattern])));

        Assert.Equal((1L, isTaken ? 1 : 0), (_outbox.Standing.Mark, _outbox.Pending.Count));
    }

    [Fact]
    public void Fits_SeverityTypesOwnersAndItself_AreObeyed()
    {
        WebhookSubscription webhook = Told.Webhook(filter: new WebhookFilter(Owners: ["team-*"], Severity: AlertSeverity.Page, Types: [NotificationType.Opened]));
        Notification opened = Told.Of(1, "a");
        Finding itself = new("f", FindingSource.Webhook, webhook.Id, "", AlertSeverity.Ticket, [], false, 1, 1, 1, null, null, false, [], "", null, null);
        AlertReport alert = new("1", "1", "a", AlertState.Firing, AlertSeverity.Page, 1, 1, null, [], itself);

        Assert.True(WebhookFit.Fits(webhook, opened));
        Assert.False(WebhookFit.Fits(webhook, opened with { Type = NotificationType.Resolved }));
        Assert.False(WebhookFit.Fits(webhook, opened with { Incident = opened.Incident with { Severity = AlertSeverity.Ticket } }));
        Assert.False(WebhookFit.Fits(webhook, opened with { Incident = opened.Incident with { Owners = ["others"] } }));
        Assert.False(WebhookFit.Fits(webhook, opened with { Incident = opened.Incident with { Alerts = [alert] } }));
        Assert.True(WebhookFit.Fits(webhook with { Id = "00000000000000bb" }, opened with { Incident = opened.Incident with { Alerts = [alert] } }));
    }

    [Fact]
    public void Retries_NoAnswer_FollowTheScheduleAndEndDead()
    {
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start);
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
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start);
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
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "b")), Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 429, Start, TimeSpan.FromMinutes(7));

        Assert.Equal(Start + (7 * 60_000), _outbox.Next(Start + 1_000).WakeAt);
        Assert.Equal(TimeSpan.FromDays(1), RetrySchedule.HoldFor(TimeSpan.FromDays(20)));
        Assert.NotNull(_outbox.Next(Start + (7 * 60_000)).Message);
    }

    [Fact]
    public void Gone_GivesUpEverythingAndSendsNothingUntilSwitchedOnAgain()
    {
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "b")), Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 410, Start);

        Assert.Equal((0, 2), (_outbox.Pending.Count, _outbox.Dead.Count));
        Assert.Equal(WebhookHealth.Disabled, _outbox.Health);
        _outbox.Apply(new OutboxEntry.Configured(Start, 0, true));
        Assert.True(_outbox.IsOn);
    }

    [Fact]
    public void Outage_LaterTransitions_SupersedeEarlierOnesAndAreDelayed()
    {
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 500, Start);
        _outbox.Attempt(_outbox.Next(Start + 1_000).Message!, 500, Start + 1_000);
        _outbox.Take(Told.Batch(Told.Of(2, "a", NotificationType.Updated), Told.Of(3, "b"), Told.Of(4, "a", NotificationType.Resolved)), Start + 2_000);

        Assert.Equal([("b", false), ("a", true)], _outbox.Pending.Select(message => (message.Incident, message.IsDelayed)));
        Assert.Equal(2, _outbox.Standing.Superseded);
        Assert.Equal("incident.resolved", _outbox.Pending.Last().Type);
    }

    [Fact]
    public void Outage_IsOver_WhatWaitsIsSentAtOnce()
    {
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start);
        for (long now = Start; _outbox.Pending.Single().Attempts < 4;)
            now = _outbox.Attempt(_outbox.Pending.Single(), null, now).NextAttempt!.Value;
        long later = Start + 700_000;
        _outbox.Take(Told.Batch(Told.Of(2, "b")), later);
        Assert.Equal("b", _outbox.Next(later).Message!.Incident);

        _outbox.Attempt(_outbox.Next(later).Message!, 200, later);

        OutboxMessage waited = _outbox.Next(later).Message!;
        Assert.Equal(("a", true), (waited.Incident, waited.IsDelayedAt(later)));
    }

    [Fact]
    public void Order_FirstOfAnIncidentFails_TheSecondWaitsAndOthersDoNot()
    {
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "a", NotificationType.Resolved), Told.Of(3, "b")), Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 500, Start);

        Assert.Equal("b", _outbox.Next(Start).Message!.Incident);
        _outbox.Attempt(_outbox.Next(Start).Message!, 200, Start);
        Assert.Null(_outbox.Next(Start).Message);
        Assert.Equal(Start + 1_000, _outbox.Next(Start).WakeAt);
    }

    [Fact]
    public void Digest_MoreThanAMinuteAllows_TheTenthStandsForTheRest()
    {
        _outbox.Take(Told.Batch([.. Enumerable.Range(1, 50).Select(number => Told.Of(number, $"i{number}"))]), Start);
        List<string> types = SendAll(Start);

        Assert.Equal(Enumerable.Repeat("incident.opened", 9).Append("digest"), types);
        Assert.Equal((0, 41L, 1L, 10L), (_outbox.Pending.Count, _outbox.Standing.Superseded, _outbox.Standing.Digests, _outbox.Standing.Delivered));
        _outbox.Take(Told.Batch(Told.Of(51, "late")), Start + 1_000);
        Assert.Equal(Start + 60_000, _outbox.Next(Start + 1_000).WakeAt);
        Assert.Equal("late", _outbox.Next(Start + 60_000).Message!.Incident);
    }

    [Fact]
    public void Digest_OfSeveralOfOneIncident_TellsItsLatest()
    {
        _outbox.Take(Told.Batch([.. Enumerable.Range(1, 9).Select(number => Told.Of(number, $"i{number}"))]), Start);
        SendAll(Start);
        _outbox.Take(Told.Batch(Told.Of(10, "a"), Told.Of(11, "b"), Told.Of(12, "a", NotificationType.Resolved)), Start);
        OutboxStep step = _outbox.Next(Start);
        Assert.Equal(3, step.Digest.Count);

        _outbox.Apply(new OutboxEntry.Digested(Start, "msg_digest", step.Digest));

        Assert.Equal([11L, 12L], _outbox.Next(Start).Message!.Notifications.Select(notification => notification.Number));
    }

    [Fact]
    public void Replay_OfTheDead_KeepsTheirIds()
    {
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "b")), Start);
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
            _outbox.Take(Told.Batch(Told.Of(number, $"i{number}")), Start);
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
        WebhookSubscription webhook = Told.Webhook();
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start);
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
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start);
        _outbox.Attempt(_outbox.Pending.Single(), null, Start);
        _outbox.Attempt(_outbox.Pending.Single(), null, Start + 1_000);
        OutboxMessage onItsWay = _outbox.Pending.Single();
        _outbox.Take(Told.Batch(Told.Of(2, "a", NotificationType.Resolved)), Start + 6_000);
        Assert.Equal(DeliveryState.Superseded, _outbox.Find(onItsWay.Id)!.State);

        _outbox.Attempt(_outbox.Find(onItsWay.Id)!, 200, Start + 7_000);

        Assert.Equal((DeliveryState.Delivered, 1L, 0L), (_outbox.Find(onItsWay.Id)!.State, _outbox.Standing.Delivered, _outbox.Standing.Superseded));
    }

    [Fact]
    public void Retries_TargetRefusesForHalfAnHour_IsDeliveredAfterAll()
    {
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start);
        long now = Start;
        while (now < Start + (30 * 60_000))
            now = _outbox.Attempt(_outbox.Pending.Single(), 401, now).NextAttempt!.Value;

        _outbox.Attempt(_outbox.Next(now).Message!, 200, now);

        Assert.Equal((1L, 0), (_outbox.Standing.Delivered, _outbox.Dead.Count));
    }

    [Fact]
    public void Trouble_OverAndBackBeforeAnybodyLooked_EndsTheOldOneBeforeTheNew()
    {
        WebhookSubscription webhook = Told.Webhook();
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "b")), Start);
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
    public void Configured_OfANewVersion_TriesWhatWaitsAtOnce()
    {
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start);
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
    [InlineData(WebhookPayload.Pipeline)]
    [InlineData(WebhookPayload.Alertmanager)]
    public void Take_BeforeItHearsThatItIsOnAgain_PassesNothingOver(WebhookPayload payload)
    {
        WebhookSubscription webhook = Told.Webhook(payload);
        _outbox.Apply(new OutboxEntry.Configured(Start, 0, false));
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "b")), Start, webhook);
        Assert.Equal(0, _outbox.Standing.Mark);

        _outbox.Apply(new OutboxEntry.Configured(Start, 1, true));
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "b")), Start, webhook);

        Assert.Equal(2, _outbox.Standing.Mark);
        Assert.Equal(["b"], _outbox.Pending.Select(message => message.Incident!).Concat(_outbox.Incidents.Select(incident => incident.Id)));
    }

    [Theory]
    [InlineData(365 * 24 * 60)]
    [InlineData(5 * 60)]
    public void Next_ClockWasAheadAndIsSetBack_WaitsNotForTheTimeOfBefore(int minutesAhead)
    {
        long ahead = Start + (minutesAhead * 60_000L);
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start);
        _outbox.Attempt(_outbox.Pending.Single(), 503, ahead, TimeSpan.FromHours(1));

        OutboxMessage message = _outbox.Next(Start).Message!;

        // What the target asks for from then on is heeded.
        _outbox.Attempt(message, 503, Start, TimeSpan.FromMinutes(7));
        Assert.Null(_outbox.Next(Start).Message);
        Assert.Equal(Start + (7 * 60_000), _outbox.Next(Start).WakeAt);
    }

    [Fact]
    public void Replay_OfWhatWasOvertaken_IsLeftOutAndCounted()
    {
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "b")), Start);
        string[] ids = [.. _outbox.Pending.Select(message => message.Id)];
        long now = Start;
        while (_outbox.Pending.Count > 0)
            now = _outbox.Attempt(_outbox.Pending.First(), 400, now).NextAttempt ?? now;
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "b"), Told.Of(3, "a", NotificationType.Resolved)), now);
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
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start);
        string id = _outbox.Pending.Single().Id;
        long now = Start;
        while (_outbox.Pending.Count > 0)
            now = _outbox.Attempt(_outbox.Pending.First(), 400, now).NextAttempt ?? now;
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "a", NotificationType.Resolved)), now);
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
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "a", NotificationType.Resolved)), Start);
        string[] ids = [.. _outbox.Pending.Select(message => message.Id)];
        _outbox.Apply(new OutboxEntry.Configured(Start, 0, false));
        _outbox.Apply(new OutboxEntry.Configured(Start, 0, true));

        Assert.Equal([ids[0]], _outbox.FindOutdated(ids));
        _outbox.Apply(new OutboxEntry.Replayed(Start, ids));
        Assert.Equal([ids[1]], _outbox.Pending.Select(message => message.Id));
    }

    [Fact]
    public void Incidents_SwitchedOffAndOn_BeginAnew()
    {
        WebhookSubscription webhook = Told.Webhook(WebhookPayload.Alertmanager);
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start, webhook);
        Assert.Single(_outbox.FindPush(webhook, Start));

        _outbox.Apply(new OutboxEntry.Configured(Start, 1, false));
        _outbox.Apply(new OutboxEntry.Configured(Start, 2, true));
        Assert.Empty(_outbox.FindPush(webhook, Start));

        // What opened meanwhile it knows from the alerts, and when that ends it tells so.
        foreach (OutboxEntry entry in OutboxIntake.PlanPresent(_outbox, [Told.Incident("b")], Start))
            _outbox.Apply(entry);
        Assert.Equal(["b"], _outbox.FindPush(webhook, Start).Select(incident => incident.Id));
        Assert.Equal(2, _outbox.Standing.Mark);
        _outbox.Take(new NotificationBatch(1, [Told.Of(3, "b", NotificationType.Resolved)], null), Start, webhook);
        Assert.NotNull(Assert.Single(_outbox.FindPush(webhook, Start, [], isAll: true)).Ended);
    }

    [Fact]
    public void Incidents_ChangedOnly_AreKept()
    {
        WebhookSubscription webhook = Told.Webhook(WebhookPayload.Alertmanager);
        _outbox.Take(Told.Batch(Told.Of(1, "a")), Start, webhook);

        _outbox.Apply(new OutboxEntry.Configured(Start, 0, true) { Version = 2 });

        Assert.Single(_outbox.FindPush(webhook, Start));
    }

    [Fact]
    public void Push_WhatTheAlertsSayNow_CountsMoreThanWhatWasTold()
    {
        WebhookSubscription webhook = Told.Webhook(WebhookPayload.Alertmanager);
        _outbox.Take(Told.Batch(Told.Of(1, "a"), Told.Of(2, "b"), Told.Of(3, "c", NotificationType.Resolved)), Start, webhook);
        IncidentReport[] present = [Told.Incident("a") with { IsSilenced = true }];

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

    [Fact]
    public void Snapshot_ReadAgain_IsTheSame()
    {
        _outbox.Take(Told.Batch([.. Enumerable.Range(1, 30).Select(number => Told.Of(number, $"i{number % 7}"))]), Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 500, Start);
        _outbox.Attempt(_outbox.Next(Start).Message!, 200, Start);

        Outbox read = Outbox.ReadSnapshot(_outbox.WriteSnapshot())!;

        Assert.Equal(_outbox.WriteSnapshot(), read.WriteSnapshot());
        Assert.Equal(_outbox.Next(Start).Message!.Id, read.Next(Start).Message!.Id);
        Assert.Null(Outbox.ReadSnapshot("{}"u8));
        Assert.Null(Outbox.Read("""{"kind":"unheard_of","at":1}"""u8));
    }

    private List<string> SendAll(long now)
    {
        List<string> types = [];
        while (_outbox.Next(now) is { } step && (step.Message is not null || step.Digest.Count > 0))
        {
            if (step.Message is { } message)
            {
                types.Add(message.Type);
                _outbox.Attempt(message, 200, now);
            }
            else
            {
                _outbox.Apply(new OutboxEntry.Digested(now, "msg_digest", step.Digest));
            }
        }

        return types;
    }
}
