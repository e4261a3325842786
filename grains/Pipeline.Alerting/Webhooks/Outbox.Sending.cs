using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>What is sent when.</summary>
public sealed partial class Outbox
{
    private const long Minute = 60_000;

    /// <summary>What is to be done next. Changes nothing.</summary>
    /// <remarks>
    /// The last message that a minute allows is a digest where more than one waits: so nobody waits for a minute to pass only because
    /// others came first.
    /// </remarks>
    public OutboxStep Next(long nowUnixMs)
    {
        if (!IsOn || _pending.Count == 0)
            return new OutboxStep(null, [], null);
        (List<OutboxMessage> ready, long? due) = FindReady(nowUnixMs);
        long held = HeldUntil(nowUnixMs);
        if (ready.Count == 0)
            return new OutboxStep(null, [], due is { } time ? Math.Max(time, held) : null);
        if (held > nowUnixMs)
            return new OutboxStep(null, [], held);

        // A clock that was set back must not hold messages for longer than a minute: starts in the far future are not counted.
        long[] recent = [.. _recent.Where(started => Math.Abs(nowUnixMs - started) < Minute)];
        // What pages goes first, and finds room whatever else is told in that minute.
        ready = [.. ready.OrderByDescending(static message => message.IsPage)];
        int allowed = OutboxLimits.MessagesPerMinute - (ready[0].IsPage ? 0 : OutboxLimits.KeptForPages);
        int free = allowed - recent.Length;
        if (free <= 0)
            return new OutboxStep(null, [], recent.Order().ElementAt(recent.Length - allowed) + Minute);
        if (free == 1 && ready[0].IsTransition && FindDigest(ready) is { Count: > 1 } several)
            return new OutboxStep(null, several, null);
        return new OutboxStep(ready[0], [], null);
    }

    /// <summary>What has to be told about the target now; null for nothing new.</summary>
    /// <param name="subscription">The webhook.</param>
    /// <param name="nowUnixMs">When.</param>
    public Finding? FindTrouble(WebhookSubscription subscription, long nowUnixMs)
    {
        Finding? open = _findings.Count > 0 && _findings[^1].Finding is { Ended: null } last ? last : null;
        // It may fail again already: that is another trouble, and is told of after the end of this one.
        if (open is not null && Standing.FailingSince != open.Since)
            return open with { Ended = nowUnixMs, End = "recovered", Last = nowUnixMs };
        // A person who switches it off knows; a target that asked for that is a trouble still.
        if (open is not null && !subscription.IsEnabled && subscription.DisabledReason is null)
            return Withdraw(nowUnixMs);
        if (Standing.FailingSince is not { } since || Standing.IsRemoved)
            return null;
        if (open is not null)
            return nowUnixMs - open.Last >= OutboxLimits.TroubleAgainMs ? Describe(subscription, since, nowUnixMs) with { Detected = open.Detected } : null;
        bool isWanted = subscription.IsEnabled || subscription.DisabledReason is not null;
        bool isTrouble = isWanted && (Standing.HasGivenUp || nowUnixMs - since >= OutboxLimits.TroubleAfterMs);
        return isTrouble ? Describe(subscription, since, nowUnixMs) : null;
    }

    /// <summary>The end of what is told about the target, since the webhook is removed; null if nothing is.</summary>
    public Finding? Withdraw(long nowUnixMs) =>
        _findings.Count > 0 && _findings[^1].Finding is { Ended: null } open ? open with { Ended = nowUnixMs, End = "withdrawn", Last = nowUnixMs } : null;

    /// <summary>How the target fares.</summary>
    public WebhookHealth Health => this switch
    {
        { IsOn: false } => WebhookHealth.Disabled,
        { Standing.Failures: 0 } => WebhookHealth.Healthy,
        { Standing.HasGivenUp: true } => WebhookHealth.Dead,
        _ => WebhookHealth.Failing,
    };

    /// <summary>Completes a report.</summary>
    public WebhookReport Describe(WebhookReport report) => report with
    {
        Health = report.IsEnabled ? Health : WebhookHealth.Disabled,
        Pending = _pending.Count,
        Dead = _dead.Count,
        Superseded = Standing.Superseded,
        LastSuccess = Standing.LastSuccess,
        LastFailure = Standing.LastFailure,
        LastError = Standing.LastError,
    };

    /// <summary>Messages, the latest first.</summary>
    /// <param name="state">Only those; null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="before">Only those that were put here before the one of this sequence; null for all.</param>
    public IReadOnlyList<OutboxMessage> List(DeliveryState? state, int limit, long? before) =>
    [
        .. _known.Values.Where(message => (state is null || message.State == state) && (before is null || message.Sequence < before))
            .OrderByDescending(message => message.Sequence)
            .Take(limit),
    ];

    /// <summary>Until when the target wants to be left alone; 0 if that was said by a clock which was ahead.</summary>
    private long HeldUntil(long nowUnixMs) =>
        OutboxLimits.IsAhead(Standing.LastFailure, nowUnixMs) || Standing.HoldUntil > nowUnixMs + (long)RetrySchedule.RetryAfterMax.TotalMilliseconds
            ? 0
            : Standing.HoldUntil;

    private (List<OutboxMessage> Ready, long? Due) FindReady(long nowUnixMs)
    {
        List<OutboxMessage> ready = [];
        long? due = null;
        HashSet<string> waiting = new(StringComparer.Ordinal);
        foreach (OutboxMessage message in _pending.Values)
        {
            bool isFirst = true;
            foreach (Notification notification in message.Notifications)
                isFirst &= waiting.Add(notification.Incident.Id);
            if (!isFirst)
                continue;
            if (message.DueAt(nowUnixMs) is { } time && time > nowUnixMs)
                due = Math.Min(due ?? long.MaxValue, time);
            else
                ready.Add(message);
        }

        return (ready, due);
    }

    /// <summary>Messages of incidents whose first may be sent: nothing of them stays behind.</summary>
    private List<string> FindDigest(List<OutboxMessage> ready)
    {
        HashSet<string> incidents = [.. ready.Where(message => message.IsTransition).Select(message => message.Incident!)];
        return [.. _pending.Values.Where(message => message.IsTransition && incidents.Contains(message.Incident!)).Select(message => message.Id)];
    }

    private Finding Describe(WebhookSubscription subscription, long since, long nowUnixMs)
    {
        string waiting = _pending.Count == 1 ? "1 message waits" : $"{_pending.Count} messages wait";
        string sentence = $"Webhook '{subscription.Name}' ({subscription.Id}) has taken no message since "
            + $"{DateTimeOffset.FromUnixTimeMilliseconds(since):yyyy-MM-dd HH:mm:ss} UTC: {Standing.LastError?.TrimEnd('.')}; {waiting}, {_dead.Count} given up.";
        return new Finding(
            $"webhook-{subscription.Id}-{since}",
            FindingSource.Webhook,
            subscription.Id,
            "",
            AlertSeverity.Ticket,
            [],
            false,
            since,
            nowUnixMs,
            nowUnixMs,
            null,
            null,
            false,
            [Cause(subscription)],
            sentence,
            null,
            null);
    }

    /// <summary>What to look at is the webhook, by the name that people gave it.</summary>
    private FindingCause Cause(WebhookSubscription subscription) => new(
        subscription.Name, "webhook_failures", null, null, "*", Standing.Failures, null, null, "attempts", 0, 0, 0, false, []);
}
