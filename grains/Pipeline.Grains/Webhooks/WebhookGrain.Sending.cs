using Pipeline.Alerting.Messages;
using Pipeline.Alerting.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Grains.Webhooks;

/// <summary>The loop that sends, and what it makes of answers.</summary>
public sealed partial class WebhookGrain
{
    /// <summary>How long to wait before what became of an attempt is written again, if the log is too busy.</summary>
    private static readonly TimeSpan s_logRetryAfter = TimeSpan.FromSeconds(1);

    private Task _sending = Task.CompletedTask;
    private long _told;

    /// <summary>Sends everything that may be sent now. Never awaited by a call; never more than one of it.</summary>
    private void Pump()
    {
        if (_sending.IsCompleted && !_journal.IsFailed && !_stopping.IsCancellationRequested)
            _sending = SendAllAsync();
    }

    private async Task SendAllAsync()
    {
        try
        {
            while (!_journal.IsFailed && !_stopping.IsCancellationRequested && _subscription is { IsEnabled: true } subscription)
            {
                if (!await SendNextAsync(subscription) && !await PushNextAsync(subscription))
                    return;
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The activation ends.
        }
        catch (Exception exception)
        {
            // The next tick of the timer goes on.
            LogSendingFailed(exception, Id);
        }
    }

    /// <returns>Whether anything was done, so that there may be more to do.</returns>
    private async Task<bool> SendNextAsync(WebhookSubscription subscription)
    {
        long now = NowUnixMs;
        OutboxStep step = Outbox.Next(now);
        if (step.Digest.Count > 0)
        {
            string id = MessageSigning.MessageId(Id, $"digest-{Guid.NewGuid():N}");
            await CommitAsync(() => Outbox.Next(now) is { Digest: { Count: > 0 } several } ? [new OutboxEntry.Digested(now, id, several)] : []);
            return true;
        }

        if (step.Message is not { } message)
            return false;
        bool isDelayed = message.IsDelayedAt(now);
        WebhookAttempt attempt = await SendAsync(subscription, message.Id, now, BodyOf(subscription, message, isDelayed, now));
        OutboxAttempt over = new(
            now, NowUnixMs, isDelayed, subscription.Version, attempt.Status, ErrorOf(attempt), attempt.RetryAfter, attempt.IsRefusedHere);
        OutboxEntry.Attempted attempted = over.Judge(Outbox.Find(message.Id) ?? message, Random.Shared.NextDouble());
        await CommitForCertainAsync(attempted);
        Count(message, attempted);
        return true;
    }

    private async Task<WebhookAttempt> SendAsync(WebhookSubscription subscription, string messageId, long atUnixMs, byte[] body)
    {
        try
        {
            IReadOnlyList<KeyValuePair<string, string>> headers = MessageSigning.HeadersOf(subscription, messageId, atUnixMs, body);
            return await transport.SendAsync(new WebhookMessage(new Uri(subscription.Url), body, headers), _stopping.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It is not to happen; if it does, it must neither end the loop nor repeat the message for ever.
            LogSendingFailed(exception, Id);
            return new WebhookAttempt(null, exception.Message, null, IsRefusedHere: false);
        }
    }

    private byte[] BodyOf(WebhookSubscription subscription, OutboxMessage message, bool isDelayed, long nowUnixMs) => message switch
    {
        { Type: OutboxMessage.Digest } => MessageBodies.OfDigest(message.Notifications, isDelayed, message.At, publicUrl.Value),
        { Notifications: [{ } notification] } => MessageBodies.OfNotification(notification, isDelayed, publicUrl.Value),
        _ when subscription.Payload == WebhookPayload.Alertmanager =>
            MessageBodies.OfAlertmanager([TestIncident.Of(subscription, message.At)], nowUnixMs, publicUrl.Value),
        _ => MessageBodies.OfTest(subscription.Name, message.At),
    };

    /// <summary>What became of an attempt is written, however busy the log is: else the message would be sent again.</summary>
    private async Task CommitForCertainAsync(OutboxEntry entry)
    {
        while (true)
        {
            try
            {
                await CommitAsync(() => Outbox.Standing.IsRemoved ? [] : [entry]);
                return;
            }
            catch (LogOverloadedException)
            {
                await Task.Delay(s_logRetryAfter, clock, _stopping.Token);
            }
        }
    }

    private void Count(OutboxMessage message, OutboxEntry.Attempted attempted)
    {
        string kind = message.IsTransition ? "incident" : message.Type;
        string outcome = attempted.Outcome switch
        {
            AttemptOutcome.Delivered => "delivered",
            AttemptOutcome.Failed => "failed",
            AttemptOutcome.GivenUp => "given_up",
            _ => "gone",
        };
        instruments.CountAttempt(kind, outcome);
        if (attempted.Outcome == AttemptOutcome.Delivered)
            instruments.CountDelivery(TimeSpan.FromMilliseconds(Math.Max(0, attempted.At - message.At)));
        else if (attempted.Outcome != AttemptOutcome.Failed)
            LogGivenUp(Id, message.Id, message.Attempts + 1, attempted.Error);
    }

    /// <summary>A target that takes nothing is told through the others.</summary>
    private async Task TellAsync()
    {
        if (_subscription is { } subscription && Outbox.FindTrouble(subscription, NowUnixMs) is not null)
        {
            await CommitAsync(() =>
            {
                long now = NowUnixMs;
                return Outbox.FindTrouble(subscription, now) is { } trouble ? [new OutboxEntry.TroubleTold(now, trouble)] : [];
            });
        }

        if (_told >= Outbox.Standing.Revision)
            return;
        IReadOnlyList<Finding> findings = [.. Outbox.Findings.Where(finding => finding.Revision > _told).Select(finding => finding.Finding)];
        _told = Math.Max(_told, await alerts.ReportAsync(new FindingsUpdate(_stream.Value, Outbox.Standing.Revision, findings)));
    }

    /// <summary>A target that wants nothing any more is switched off, so that people see it.</summary>
    private async Task DisableIfGoneAsync()
    {
        if (Outbox.Standing.GoneVersion is { } version && _subscription is { IsEnabled: true } subscription && version >= subscription.Version)
            await Directory.DisableAsync(Id, "The target answered 410 Gone: it wants no more messages.");
    }

    private static string ErrorOf(WebhookAttempt attempt)
    {
        string error = attempt.Error ?? (attempt.Status is { } status ? $"The target answered {status}." : "The target did not answer.");
        return error.Length > OutboxLimits.ErrorLengthMax ? error[..OutboxLimits.ErrorLengthMax] : error;
    }
}
