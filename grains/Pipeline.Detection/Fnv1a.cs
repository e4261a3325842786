using System.Text;

namespace Pipeline.Detection;

/// <summary>The hash FNV-1a of 64 bits (Fowler, Noll and Vo): the same everywhere, for names and seeds; no defence against anybody.</summary>
internal static class Fnv1a
{
    public const ulong Basis = 0xcbf29ce484222325;

    private const ulong Prime = 0x100000001b3;

    public static ulong Add(ulong hash, byte value) => unchecked((hash ^ value) * Prime);

    /// <summary>Adds eight bytes, the least significant first.</summary>
    public static ulong Add(ulong hash, long value)
    {
        for (int shift = 0; shift < 64; shift += 8)
            hash = Add(hash, (byte)(value >> shift));
        return hash;
    }

    /// <summary>Adds a text that has no zero, and a zero behind it: where one ends cannot be taken for where another begins.</summary>
    public static ulong Add(ulong hash, string text)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(text))
            hash = Add(hash, value);
        return Add(hash, (byte)0);
    }
}
