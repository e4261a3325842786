using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Client.Webhooks;

/// <summary>Tells whether a message comes from who holds the secret, unchanged and lately: Standard Webhooks 1.0, signatures of version
/// 1.</summary>
/// <remarks>
/// Thread-safe. Verify the bytes of the body as they came, before anything reads them as JSON. A message comes again with the same
/// <c>webhook-id</c> when an answer was lost: remember the ids, for a day at least, and answer 2xx to one that you have.
/// <code>
/// WebhookVerifier verifier = new("whsec_...");
/// verifier.Verify(body, headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]);
/// </code>
/// </remarks>
public sealed class WebhookVerifier
{
    private const string SecretPrefix = "whsec_";
    private const string VersionPrefix = "v1,";
    private const int KeySizeBytesMin = 24;
    private const int KeySizeBytesMax = 64;

    // A sender has two secrets at most; more signatures than that are only work.
    private const int SignaturesMax = 16;

    private readonly byte[][] _keys;
    private readonly TimeSpan _tolerance;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates one for one secret.</summary>
    /// <param name="secret"><c>whsec_</c> and 24 to 64 bytes in base64.</param>
    /// <param name="tolerance">How far the time of sending may lie from now, both ways; null for five minutes.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="FormatException">The secret is none.</exception>
    public WebhookVerifier(string secret, TimeSpan? tolerance = null, TimeProvider? timeProvider = null)
        : this([secret], tolerance, timeProvider)
    {
    }

    /// <summary>Creates one for several secrets, any of which will do.</summary>
    /// <inheritdoc cref="WebhookVerifier(string, TimeSpan?, TimeProvider?)"/>
    /// <param name="secrets">One at least.</param>
    /// <param name="tolerance">How far the time of sending may lie from now, both ways; null for five minutes.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public WebhookVerifier(IEnumerable<string> secrets, TimeSpan? tolerance = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _keys = [.. secrets.Select(KeyOf)];
        if (_keys.Length == 0)
            throw new ArgumentException("There is no secret.", nameof(secrets));
        _tolerance = tolerance ?? TimeSpan.FromMinutes(5);
        ArgumentOutOfRangeException.ThrowIfLessThan(_tolerance, TimeSpan.Zero, nameof(tolerance));
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Throws unless the message is to be believed.</summary>
    /// <param name="body">The body, byte for byte as it came.</param>
    /// <param name="id">The header <c>webhook-id</c>; null if there is none.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>.</param>
    /// <param name="signature">The header <c>webhook-signature</c>.</param>
    /// <exception cref="WebhookVerificationException">It is not; the exception says why.</exception>
    public void Verify(ReadOnlySpan<byte> body, string? id, string? timestamp, string? signature)
    {
        WebhookFault fault = Check(body, id, timestamp, signature);
        if (fault != WebhookFault.None)
            throw new WebhookVerificationException(fault);
    }

    /// <summary>Why the message is not to be believed; <see cref="WebhookFault.None"/> if it is.</summary>
    /// <inheritdoc cref="Verify"/>
    public WebhookFault Check(ReadOnlySpan<byte> body, string? id, string? timestamp, string? signature)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signature))
            return WebhookFault.HeaderMissing;
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long sentUnixSeconds))
            return WebhookFault.TimestampMalformed;

        // As decimals nothing overflows, whatever number somebody sends.
        decimal aheadSeconds = sentUnixSeconds - (_timeProvider.GetUtcNow().ToUnixTimeMilliseconds() / 1_000m);
        if (aheadSeconds < -(decimal)_tolerance.TotalSeconds)
            return WebhookFault.TimestampTooOld;
        if (aheadSeconds > (decimal)_tolerance.TotalSeconds)
            return WebhookFault.TimestampTooFarAhead;
        return CheckSignatures(body, id, timestamp, signature);
    }

    /// <summary>A fault in words, for a log.</summary>
    public static string Describe(WebhookFault fault) => fault switch
    {
        WebhookFault.None => "the message is valid",
        WebhookFault.HeaderMissing => "a header is missing: webhook-id, webhook-timestamp and webhook-signature are needed",
        WebhookFault.TimestampMalformed => "webhook-timestamp is no number of seconds",
        WebhookFault.TimestampTooOld => "the message was sent too long ago",
        WebhookFault.TimestampTooFarAhead => "the message says that it was sent in the future",
        WebhookFault.SignatureUnknown => "webhook-signature holds no signature of version 1 (v1,BASE64)",
        _ => "no signature fits: the id, the time or the body was changed, or it was signed with another secret",
    };

    private WebhookFault CheckSignatures(ReadOnlySpan<byte> body, string id, string timestamp, string signature)
    {
        byte[] signedPrefix = Encoding.UTF8.GetBytes($"{id}.{timestamp}.");
        byte[][] expected = [.. Signatures(signedPrefix, body)];
        bool isAnyKnown = false;
        bool isAnyRight = false;
        foreach (string part in signature.Split(' ', SignaturesMax + 1, StringSplitOptions.RemoveEmptyEntries).Take(SignaturesMax))
        {
            if (!part.StartsWith(VersionPrefix, StringComparison.Ordinal))
                continue;
            isAnyKnown = true;
            byte[] given = Encoding.UTF8.GetBytes(part[VersionPrefix.Length..]);

            // In constant time, and all of them: how long it takes tells nothing of what would be right.
            foreach (byte[] right in expected)
                isAnyRight |= CryptographicOperations.FixedTimeEquals(given, right);
        }
        return isAnyRight ? WebhookFault.None : isAnyKnown ? WebhookFault.SignatureWrong : WebhookFault.SignatureUnknown;
    }

    private List<byte[]> Signatures(byte[] signedPrefix, ReadOnlySpan<byte> body)
    {
        List<byte[]> signatures = [];
        foreach (byte[] key in _keys)
        {
            using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
            hash.AppendData(signedPrefix);
            hash.AppendData(body);
            signatures.Add(Encoding.UTF8.GetBytes(Convert.ToBase64String(hash.GetHashAndReset())));
        }
        return signatures;
    }

    private static byte[] KeyOf(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
            throw new FormatException($"The secret does not begin with {SecretPrefix}.");
        byte[] key = new byte[secret.Length];
        if (!Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out int size))
            throw new FormatException($"What follows {SecretPrefix} in the secret is no base64.");
        return size is >= KeySizeBytesMin and <= KeySizeBytesMax
            ? key[..size]
            : throw new FormatException($"The secret holds {size} bytes: it takes {KeySizeBytesMin} to {KeySizeBytesMax}.");
    }
}
