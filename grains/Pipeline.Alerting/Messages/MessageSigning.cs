using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Messages;

/// <summary>Identity and signature of messages, as Standard Webhooks 1.0 says.</summary>
/// <remarks>
/// <c>webhook-signature</c> is <c>v1,</c> and base64 of HMAC-SHA256 over <c>id.timestamp.body</c>, keyed with the bytes that the secret
/// holds in base64 behind <c>whsec_</c>. While a secret is being replaced there are two, parted by a space: a receiver that knows either
/// takes the message.
/// </remarks>
public static class MessageSigning
{
    /// <summary>What every secret begins with.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>Fewest bytes of a key.</summary>
    public const int KeySizeBytesMin = 24;

    /// <summary>Most bytes of a key.</summary>
    public const int KeySizeBytesMax = 64;

    private const int NewKeySizeBytes = 32;
    private const int IdSizeBytes = 16;

    /// <summary>The <c>webhook-id</c> of what a webhook is told of a transition: the same in every attempt, whoever makes it and
    /// when.</summary>
    public static string MessageId(string webhookId, string transitionId)
    {
        // Neither holds a line feed, so that no two pairs give one text.
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{webhookId}\n{transitionId}"));
        return "msg_" + Convert.ToHexStringLower(hash.AsSpan(0, IdSizeBytes));
    }

    /// <summary>The headers that a message carries besides its content type.</summary>
    /// <param name="subscription">Whose secrets sign it.</param>
    /// <param name="messageId">Of the message, without a dot.</param>
    /// <param name="atUnixMs">When it is sent: fresh in every attempt.</param>
    /// <param name="body">The body, byte for byte as it is sent.</param>
    /// <exception cref="FormatException">A secret is none.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> HeadersOf(
        WebhookSubscription subscription, string messageId, long atUnixMs, ReadOnlySpan<byte> body)
    {
        string timestamp = (atUnixMs / 1_000).ToString(CultureInfo.InvariantCulture);
        string signature = Sign(subscription.Secret, messageId, timestamp, body);
        if (subscription.PreviousSecret is { } previous && atUnixMs < subscription.PreviousUntil)
            signature = $"{signature} {Sign(previous, messageId, timestamp, body)}";
        return [new("webhook-id", messageId), new("webhook-timestamp", timestamp), new("webhook-signature", signature)];
    }

    /// <summary>A new secret: <c>whsec_</c> and 32 random bytes in base64.</summary>
    public static string CreateSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(NewKeySizeBytes));

    private static string Sign(string secret, string messageId, string timestamp, ReadOnlySpan<byte> body)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, KeyOf(secret));
        hash.AppendData(Encoding.UTF8.GetBytes($"{messageId}.{timestamp}."));
        hash.AppendData(body);
        return "v1," + Convert.ToBase64String(hash.GetHashAndReset());
    }

    private static byte[] KeyOf(string secret)
    {
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
            throw new FormatException($"A webhook's secret does not begin with {SecretPrefix}.");
        byte[] key = Convert.FromBase64String(secret[SecretPrefix.Length..]);
        return key.Length is >= KeySizeBytesMin and <= KeySizeBytesMax
            ? key
            : throw new FormatException($"A webhook's secret holds {key.Length} bytes: it takes {KeySizeBytesMin} to {KeySizeBytesMax}.");
    }
}
