using Pipeline.Alerting.Messages;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>What each entry changes.</summary>
public sealed partial class Outbox
{
    private const string SwitchedOff = "The webhook was switched off.";
    private const string TooMany = "Too many messages waited.";

    private void Configure(OutboxEntry.Configured configured)
    {
        // What ends while it is off it is not told: whoever is told what goes on begins anew.
        if (!IsOn || !configured.IsOn)
            _incidents.Clear();
        bool isChanged = configured.Version != Standing.Version;
        Standing = Standing with
        {
            Mark = Math.Max(Standing.Mark, configured.Mark),
            IsOn = configured.IsOn,
            Version = configured.Version,
            GoneVersion = null,
            HoldUntil = 0,
        };
        if (configured.IsOn)
        {
            if (isChanged)
                HurryAll(isOtherTarget: true);
            return;
        }

        foreach (OutboxMessage message in _pending.Values.ToList())
            Bury(message with { LastError = message.LastError ?? SwitchedOff });
    }

    private void Take(OutboxEntry.Taken taken)
    {
        Standing = Standing with { Mark = Math.Max(Standing.Mark, taken.Mark) };
        foreach (TakenMessage message in taken.Messages)
        {
            Add(new OutboxMessage(message.Id, MessageBodies.TypeOf(message.Notification.Type), 0, taken.At, [message.Notification])
            {
                Incident = message.Notification.Incident.Id,
                IsDelayed = message.IsDelayed,
            });
        }
    }

    private void Add(OutboxMessage message)
    {
        // What is told again, since the answer was lost or a gap was torn, is known.
        if (_known.ContainsKey(message.Id))
            return;
        Standing = Standing with { LastSequence = Standing.LastSequence + 1 };
        SetPending(message with { Sequence = Standing.LastSequence });
    }

    private void Note(OutboxEntry.Attempted attempted)
    {
        _recent.Enqueue(attempted.Started);
        while (_recent.Count > OutboxLimits.MessagesPerMinute)
            _recent.Dequeue();
        long held = HeldUntil(attempted.At);
        bool wasOutage = Standing.Failures >= OutboxLimits.OutageFailures;
        NoteTarget(attempted.At, attempted.Outcome == AttemptOutcome.Delivered, attempted.Error);
        Standing = Standing with
        {
            HoldUntil = attempted.Outcome == AttemptOutcome.Delivered ? 0 : Math.Max(held, attempted.HoldUntil ?? 0),
            HasGivenUp = attempted.Outcome is AttemptOutcome.GivenUp or AttemptOutcome.Gone || (Standing.HasGivenUp && Standing.Failures > 0),
            GoneVersion = attempted.Outcome == AttemptOutcome.Gone ? attempted.Version : Standing.GoneVersion,
        };
        if (_known.TryGetValue(attempted.Id, out OutboxMessage? message))
            Settle(message, attempted);
        if (attempted.Outcome == AttemptOutcome.Gone)
        {
            foreach (OutboxMessage waiting in _pending.Values.ToList())
                Bury(waiting with { LastError = attempted.Error });
        }
        else if (wasOutage && attempted.Outcome == AttemptOutcome.Delivered)
        {
            // The target is back: what waits for its turn to be tried again need not wait longer.
            HurryAll(isOtherTarget: false);
        }
    }

    private void Settle(OutboxMessage message, OutboxEntry.Attempted attempted)
    {
        OutboxMessage after = message with
        {
            Attempts = message.Attempts + 1,
            Rejections = message.Rejections + (attempted.IsRejection ? 1 : 0),
            LastAttempt = attempted.Started,
            LastStatus = attempted.Status,
            LastError = attempted.Error,
            NextAttempt = attempted.NextAttempt,
            IsDelayed = message.IsDelayed || attempted.IsDelayed,
        };
        switch (message.State)
        {
            case DeliveryState.Pending when attempted.Outcome == AttemptOutcome.Delivered:
                End(after, DeliveryState.Delivered);
                Overtake(after.Notifications);
                break;
            case DeliveryState.Pending when attempted.Outcome == AttemptOutcome.Failed:
                SetPending(after);
                break;
            case DeliveryState.Pending:
                Bury(after);
                break;
            case DeliveryState.Superseded or DeliveryState.Dead when attempted.Outcome == AttemptOutcome.Delivered:
                // It was on its way when another took its place, or the webhook was switched off.
                Recover(after);
                break;
            default:
                break;
        }
    }

    private void Recover(OutboxMessage message)
    {
        if (message.State == DeliveryState.Dead)
        {
            _dead.Remove(message.Sequence);
            Standing = Standing with { GivenUp = Standing.GivenUp - 1 };
        }
        else
        {
            List<OutboxMessage> others = [.. _history.Where(other => other.Id != message.Id)];
            _history.Clear();
            others.ForEach(_history.Enqueue);
            Standing = Standing with { Superseded = Standing.Superseded - 1 };
        }

        End(message, DeliveryState.Delivered);
        Overtake(message.Notifications);
    }

    private void Note(OutboxEntry.Pushed pushed)
    {
        NoteTarget(pushed.At, pushed.IsTaken, pushed.Error);
        if (pushed.IsGone)
            Standing = Standing with { GoneVersion = pushed.Version, HasGivenUp = true };
        else if (pushed.IsTaken)
            Standing = Standing with { HasGivenUp = false };
    }

    private void NoteTarget(long atUnixMs, bool isTaken, string? error) =>
        Standing = isTaken
            ? Standing with { Failures = 0, FailingSince = null, HoldUntil = 0, LastSuccess = atUnixMs }
            : Standing with
            {
                Failures = Standing.Failures + 1,
                FailingSince = Standing.FailingSince ?? atUnixMs,
                LastFailure = atUnixMs,
                LastError = error,
            };

    private void Digest(OutboxEntry.Digested digested)
    {
        List<OutboxMessage> parts = [.. digested.Messages.Select(Find).OfType<OutboxMessage>().Where(message => message.State == DeliveryState.Pending)];
        if (parts.Count == 0)
            return;
        List<Notification> latest =
        [
            .. parts.SelectMany(message => message.Notifications)
                .GroupBy(notification => notification.Incident.Id, StringComparer.Ordinal)
                .Select(incident => incident.MaxBy(notification => notification.Number)!)
                .OrderBy(notification => notification.Number),
        ];
        foreach (OutboxMessage part in parts)
            End(part, DeliveryState.Superseded);
        Standing = Standing with { Digests = Standing.Digests + 1 };
        Add(new OutboxMessage(digested.Id, OutboxMessage.Digest, 0, digested.At, latest) { IsDelayed = parts.Any(part => part.IsDelayedAt(digested.At)) });
    }

    /// <summary>While the target is out of order, or lags, each incident has its latest message only.</summary>
    private void Collapse(long nowUnixMs)
    {
        if (_pending.Count == 0)
            return;
        bool isOutage = Standing.Failures >= OutboxLimits.OutageFailures
            || _pending.Count > OutboxLimits.PendingMax
            || _pending.Values.Any(message => nowUnixMs - message.At >= OutboxLimits.DelayedAfterMs);
        if (!isOutage)
            return;
        Dictionary<string, long> latest = LatestOf(_pending.Values.SelectMany(message => message.Notifications));
        HashSet<string> stoodFor = new(StringComparer.Ordinal);
        foreach (OutboxMessage message in _pending.Values.ToList())
        {
            List<Notification> kept = [.. message.Notifications.Where(notification => latest[notification.Incident.Id] == notification.Number)];
            if (kept.Count == message.Notifications.Count)
                continue;
            stoodFor.UnionWith(message.Notifications.Except(kept).Select(notification => notification.Incident.Id));
            if (kept.Count == 0)
                End(message, DeliveryState.Superseded);
            else
                SetPending(message with { Notifications = kept });
        }

        foreach (OutboxMessage message in _pending.Values.Where(message => message.Notifications.Any(part => stoodFor.Contains(part.Incident.Id))).ToList())
            SetPending(message with { IsDelayed = true });
        while (_pending.Count > OutboxLimits.PendingMax)
            Bury(_pending.Values.First() with { LastError = TooMany });
    }

    /// <summary>What waits for its turn to be tried again is tried at once.</summary>
    /// <param name="isOtherTarget">Whether what the target said of messages counts no more, since a URL or a secret may have been put right.</param>
    private void HurryAll(bool isOtherTarget)
    {
        foreach (OutboxMessage waiting in _pending.Values.Where(message => message.NextAttempt is not null).ToList())
            SetPending(waiting with { NextAttempt = null, Rejections = isOtherTarget ? 0 : waiting.Rejections });
    }

    private void SetPending(OutboxMessage message)
    {
        _pending[message.Sequence] = message;
        _known[message.Id] = message;
    }

    private void Bury(OutboxMessage message)
    {
        _pending.Remove(message.Sequence);
        OutboxMessage dead = message with { State = DeliveryState.Dead, NextAttempt = null };
        _dead[dead.Sequence] = dead;
        _known[dead.Id] = dead;
        Standing = Standing with { GivenUp = Standing.GivenUp + 1 };
        if (_dead.Count <= OutboxLimits.DeadMax)
            return;
        OutboxMessage oldest = _dead.Values.First();
        _dead.Remove(oldest.Sequence);
        _known.Remove(oldest.Id);
        Standing = Standing with { DroppedDead = Standing.DroppedDead + 1 };
        ForgetOvertaken();
    }

    private void End(OutboxMessage message, DeliveryState state)
    {
        _pending.Remove(message.Sequence);
        OutboxMessage over = message with { State = state, NextAttempt = null, Notifications = [] };
        _known[over.Id] = over;
        _history.Enqueue(over);
        if (state == DeliveryState.Superseded)
            Standing = Standing with { Superseded = Standing.Superseded + 1 };
        if (_history.Count > OutboxLimits.HistoryMax)
            _known.Remove(_history.Dequeue().Id);
    }

    private void Forget()
    {
        _pending.Clear();
        _dead.Clear();
        _history.Clear();
        _known.Clear();
        _recent.Clear();
        _overtaken.Clear();
        _incidents.Clear();
    }
}
