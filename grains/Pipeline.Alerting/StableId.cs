using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Alerting;

/// <summary>Names things by what they are of, so that a replay, or a repeat, gives the same name.</summary>
internal static class StableId
{
    /// <summary>16 hexadecimal digits: the beginning of the SHA-256 of the parts, each with its length before it.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in parts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
