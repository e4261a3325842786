using Pipeline.Alerting.Webhooks;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests.Webhooks;

/// <summary>Drives an outbox as the grain does, with a target that answers as it is told.</summary>
internal static class OutboxDriver
{
    public const long Start = MadeUp.Start;

    public static WebhookSubscription Webhook(WebhookPayload payload = WebhookPayload.Pipeline, WebhookFilter? filter = null) => new(
        "00000000000000aa",
        1,
        "hook",
        "https://example.org/hook",
        payload,
        filter ?? new WebhookFilter(),
        60,
        true,
        null,
        "whsec_" + Convert.ToBase64String(new byte[32]),
        null,
        null,
        1,
        "test",
        Start);

    public static NotificationBatch Batch(params Notification[] notifications) => new(1, notifications, null);

    public static Outbox On()
    {
        Outbox outbox = new();
        outbox.Apply(new OutboxEntry.Configured(Start, 0, true));
        return outbox;
    }

    public static void Take(this Outbox outbox, NotificationBatch batch, long at, WebhookSubscription? webhook = null)
    {
        foreach (OutboxEntry entry in OutboxIntake.Plan(outbox, webhook ?? Webhook(), batch, at))
            outbox.Apply(entry);
    }

    /// <summary>Sends the message, with what the target answers; null for no answer.</summary>
    public static OutboxEntry.Attempted Attempt(this Outbox outbox, OutboxMessage message, int? status, long at, TimeSpan? retryAfter = null)
    {
        OutboxAttempt attempt = new(at, at, message.IsDelayedAt(at), 1, status, $"answered {status}", retryAfter, IsRefusedHere: false);
        OutboxEntry.Attempted entry = attempt.Judge(message, random: 0);
        outbox.Apply(entry);
        return entry;
    }

    /// <summary>Sends all that is due, with success, and answers the types of what was sent.</summary>
    public static List<string> SendAll(this Outbox outbox, long now)
    {
        List<string> types = [];
        while (outbox.Next(now) is { } step && (step.Message is not null || step.Digest.Count > 0))
        {
            if (step.Message is { } message)
            {
                types.Add(message.Type);
                outbox.Attempt(message, 200, now);
            }
            else
            {
                outbox.Apply(new OutboxEntry.Digested(now, "msg_digest", step.Digest));
            }
        }

        return types;
    }
}
