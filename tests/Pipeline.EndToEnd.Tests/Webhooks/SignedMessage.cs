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
        byte[] body = MessageBodies.OfNotification(new Notification(1, NotificationType.Opened, at, Incident(at)), false, "https://pipeline.example.org");
        WebhookSubscription subscription = new(
            "0011223344556677", 1, "chat", "https://example.org/", WebhookPayload.Pipeline, new WebhookFilter(), 0, true, null, secret ?? Secret, previousSecret, at + 1_000, 1, "ann", 0);
        Dictionary<string, string> headers = new(MessageSigning.HeadersOf(subscription, MessageSigning.MessageId(subscription.Id, transition), at, body));
        return new SignedMessage(body, headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]);
    }

    /// <summary>An incident that is open since a time.</summary>
    public static IncidentReport Incident(long at, string id = "00112233445566aa", params IReadOnlyList<string> endpoints) => new(
        id, 1, IncidentState.Open, AlertSeverity.Page, "/recommend für premium: json.dumps is called 847 times an event, usually 1.2.", at, at, null,
        endpoints.Count > 0 ? endpoints : ["/recommend"], ["premium"],
        [
            new IncidentCause("json.dumps", "/recommend", 1, null, new FindingCause(
                "json.dumps", "operation_calls", "json.dumps", "function", "premium", 847, 1.2, null, "calls/event", 0.9, 0, 120_000, false, [])),
        ],
        ["team-a"], [], null, [], false, 1, [], "/api/v1/compare?endpoint=%2Frecommend");
}
