using Pipeline.Alerting.Messages;
using Pipeline.Alerting.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Webhooks;

/// <summary>What is sent again and again: what goes on, to an Alertmanager, and signs of life. None of it is owed.</summary>
public sealed partial class WebhookGrain
{
    /// <summary>Failures in a row beyond which the wait does not grow.</summary>
    private const int BackoffMax = 4;

    private static readonly TimeSpan s_presentTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pushPeriod = TimeSpan.FromMilliseconds(OutboxLimits.PushPeriodMs);
    private static readonly TimeSpan s_pushSpacing = TimeSpan.FromMilliseconds(OutboxLimits.PushSpacingMs);

    // Measured by the clock that nobody sets. The last one is there once something was pushed.
    private long _pushWaitFrom;
    private TimeSpan _pushWait;
    private long? _lastPush;
    private TimeSpan _pushAgainAfter;
    private long? _lastPushTaken;
    private int _pushFailures;
    private bool _isPresentKnown = true;
    private (long Incidents, long Subscription) _pushed = (-1, -1);

    /// <summary>The target may be another one: what the last one failed at does not hold it back.</summary>
    private void HurryPush()
    {
        _pushWait = TimeSpan.Zero;
        _pushFailures = 0;
    }

    /// <returns>Whether anything was sent.</returns>
    private Task<bool> PushNextAsync(WebhookSubscription subscription) => !Outbox.IsOn || clock.GetElapsedTime(_pushWaitFrom) < _pushWait
        ? Task.FromResult(false)
        : subscription.Payload switch
        {
            WebhookPayload.Alertmanager => PushIncidentsAsync(subscription),
            WebhookPayload.Heartbeat => BeatAsync(subscription),
            _ => Task.FromResult(false),
        };

    private async Task<bool> PushIncidentsAsync(WebhookSubscription subscription)
    {
        bool isDue = _pushFailures > 0
            || _pushed != (Outbox.Standing.IncidentsVersion, subscription.Version)
            || _lastPush is not { } last
            || clock.GetElapsedTime(last) >= _pushAgainAfter;
        if (!isDue)
            return false;
        long before = Outbox.Standing.IncidentsVersion;
        IReadOnlyList<IncidentReport>? present = await FindPresentAsync();
        bool isAll = Outbox.Standing.IncidentsVersion == before;
        if (present is not null)
            await CommitAsync(() => OutboxIntake.PlanPresent(Outbox, present, NowUnixMs));
        // It may have become another one meanwhile.
        if (_subscription?.Version != subscription.Version || !Outbox.IsOn)
            return true;
        long now = NowUnixMs;
        long started = clock.GetTimestamp();
        (long, long) current = (Outbox.Standing.IncidentsVersion, subscription.Version);
        IReadOnlyList<IncidentReport> incidents = Outbox.FindPush(subscription, now, present, isAll);
        if (incidents.Count == 0)
        {
            // Nothing goes on as far as is known. If the alerts did not say so, they are asked again soon; what comes meanwhile need not wait for that.
            (_lastPush, _pushAgainAfter) = (started, present is null ? s_pushSpacing : s_pushPeriod);
            (_pushed, _pushFailures) = (current, 0);
            return false;
        }

        byte[] body = MessageBodies.OfAlertmanager(incidents, now, publicUrl.Value);
        WebhookAttempt attempt = await SendAsync(subscription, MessageSigning.MessageId(Id, $"push-{now}"), now, body);
        (_lastPush, _pushAgainAfter) = (started, s_pushPeriod);
        _pushFailures = attempt.IsTaken ? 0 : Math.Min(_pushFailures + 1, BackoffMax);
        if (attempt.IsTaken)
            _pushed = current;
        TimeSpan own = s_pushSpacing * (1 << Math.Max(0, _pushFailures - 1));
        TimeSpan asked = clock.GetElapsedTime(started) + RetrySchedule.HoldFor(attempt.IsTaken ? null : attempt.RetryAfter);
        own = own < s_pushPeriod ? own : s_pushPeriod;
        WaitToPush(started, asked > own ? asked : own);
        await NoteAsync(subscription, "alertmanager", attempt);
        return true;
    }

    /// <summary>What goes on now; null if the alerts do not answer, so that what is kept must do.</summary>
    private async Task<IReadOnlyList<IncidentReport>?> FindPresentAsync()
    {
        try
        {
            IReadOnlyList<IncidentReport> present = await alerts.ListOpenIncidentsAsync().WaitAsync(s_presentTimeout, clock, _stopping.Token);
            _isPresentKnown = true;
            return present;
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            if (_isPresentKnown)
                LogPresentUnknown(exception, Id);
            _isPresentKnown = false;
            return null;
        }
    }

    private void WaitToPush(long from, TimeSpan wait) => (_pushWaitFrom, _pushWait) = (from, wait);

    private async Task<bool> BeatAsync(WebhookSubscription subscription)
    {
        long now = NowUnixMs;
        WaitToPush(clock.GetTimestamp(), TimeSpan.FromSeconds(subscription.HeartbeatSeconds));
        WebhookAttempt attempt = await SendAsync(
            subscription, MessageSigning.MessageId(Id, $"{OutboxMessage.Heartbeat}-{now}"), now, MessageBodies.OfHeartbeat(now));
        await NoteAsync(subscription, OutboxMessage.Heartbeat, attempt);
        return true;
    }

    /// <summary>Writes down what changes; that it goes on as before is known without an entry each minute.</summary>
    private async Task NoteAsync(WebhookSubscription subscription, string kind, WebhookAttempt attempt)
    {
        long now = NowUnixMs;
        instruments.CountAttempt(kind, attempt.IsTaken ? "delivered" : "failed");
        if (attempt.IsTaken)
            _lastPushTaken = now;
        OutboxStanding standing = Outbox.Standing;
        bool isGone = attempt.Status == 410;
        bool isNews = isGone || (attempt.IsTaken ? standing.Failures > 0 || standing.LastSuccess is null : standing.Failures == 0);
        if (isNews)
            await CommitForCertainAsync(new OutboxEntry.Pushed(now, attempt.IsTaken, isGone, attempt.IsTaken ? null : ErrorOf(attempt), subscription.Version));
    }
}
