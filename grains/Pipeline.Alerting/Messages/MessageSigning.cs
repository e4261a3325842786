using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Messages;

/// <summary>Identity and signature of messages, as Standard Webhooks 1.0 says.</summary>
public static class MessageSigning
{
    private const string Prefix = "whsec_";

    /// <summary>The same for every attempt, and for no other transition or webhook.</summary>
    public static string MessageId(string webhookId, string transitionId) =>
        "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(webhookId + "\n" + transitionId)).AsSpan(0, 16));

    /// <summary><c>webhook-id</c>, <c>webhook-timestamp</c> and <c>webhook-signature</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> HeadersOf(
        WebhookSubscription subscription, string messageId, long atUnixMs, ReadOnlySpan<byte> body)
    {
        string seconds = (atUnixMs / 1_000).ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{messageId}.{seconds}."), .. body];
        string signature = Sign(subscription.Secret, signed);
        if (subscription.PreviousSecret is { } previous && subscription.PreviousUntil > atUnixMs)
            signature += " " + Sign(previous, signed);
        return [new("webhook-id", messageId), new("webhook-timestamp", seconds), new("webhook-signature", signature)];
    }

    /// <summary>Another secret.</summary>
    public static string CreateSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static string Sign(string secret, byte[] signed) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), signed));
}
