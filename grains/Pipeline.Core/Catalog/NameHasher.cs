using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Core.Catalog;

/// <summary>Keyed 64-bit hashes of names: HMAC-SHA256, cut. The key is the installation's own, so nobody can make names that collide.</summary>
public static class NameHasher
{
    public const int KeySize = 16;

    public static ulong HashOf(ReadOnlySpan<byte> key, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> utf8 = stackalloc byte[1_024];
        int size = Encoding.UTF8.GetBytes(name, utf8);
        HMACSHA256.HashData(key, utf8[..size], hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
