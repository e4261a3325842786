using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Demo.Receiving;

/// <summary>Whether a message was signed with the webhook's secret, lately, and unchanged since: Standard Webhooks 1.0.</summary>
internal sealed class MessageCheck
{
    private const string SecretPrefix = "whsec_";
    private const string SignaturePrefix = "v1,";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[] _key;
    private readonly TimeProvider _timeProvider;

    /// <param name="secret"><c>whsec_</c> and base64.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="FormatException">The secret is none.</exception>
    public MessageCheck(string secret, TimeProvider timeProvider)
    {
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
            throw new FormatException($"A secret begins with {SecretPrefix}.");
        _key = Convert.FromBase64String(secret[SecretPrefix.Length..]);
        _timeProvider = timeProvider;
    }

    /// <summary>Why the message is not to be believed; null if it is.</summary>
    public string? FindFault(ReadOnlySpan<byte> body, string? id, string? timestamp, string? signatures)
    {
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(signatures))
            return "webhook-id or webhook-signature is missing";
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
            return "webhook-timestamp is no number of seconds";
        if (Math.Abs(_timeProvider.GetUtcNow().ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
            return "webhook-timestamp is more than five minutes away";

        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(body);
        byte[] expected = Encoding.ASCII.GetBytes(SignaturePrefix + Convert.ToBase64String(hash.GetHashAndReset()));

        // While a secret is replaced, a message carries a signature of each.
        foreach (string signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected))
                return null;
        }

        return "no signature fits";
    }
}
