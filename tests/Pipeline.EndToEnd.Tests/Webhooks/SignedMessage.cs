using Pipeline.Alerting.Messages;
using Pipeline.Protocol.Alerting;

namespace Pipeline.EndToEnd.Tests.Webhooks;

/// <summary>A message as it is sent: body and headers, signed now or at another time.</summary>
internal sealed record SignedMessage(byte[] Body, string Id, string Timestamp, string Signature)
{
    public static string Secret { get; } = MessageSigning.CreateSecret();

    /// <summary>A message about an incident, signed with <see cref="Secret"/> unless said otherwise.</summary>
    public static SignedMessage Create(TimeSpan? ago = null, string? secret = null, string? previousSecret = null, string transition = "1")
    {
        long at = DateTimeOffset.UtcNow.Subtract(ago ?? TimeSpan.Zero).ToUnixTimeMilliseconds();
        byte[] body = MessageBodies.OfNotification(new Notification(1, NotificationType.Opened, at, MadeUp.Explosion(at)), false, "https://pipeline.example.org");
        WebhookSubscription subscription = new(
            "0011223344556677", 1, "chat", "https://example.org/", WebhookPayload.Pipeline, new WebhookFilter(), 0, true, null, secret ?? Secret, previousSecret, at + 1_000, 1, "ann", 0);
        Dictionary<string, string> headers = new(MessageSigning.HeadersOf(subscription, MessageSigning.MessageId(subscription.Id, transition), at, body));
        return new SignedMessage(body, headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]);
    }
}
