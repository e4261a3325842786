using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Pipeline.Protocol.Ndjson;

/// <summary>Remembers strings by their UTF-8 bytes, so that names which come with every line become an object once.</summary>
/// <remarks>
/// A direct-mapped cache: a name that falls on another's slot takes its place. Nothing grows, and names chosen to collide cost no more
/// than creating their strings. At most about 1,024 x 0.8 KB.
/// </remarks>
internal sealed class NameCache
{
    private const int SlotCount = 1_024;

    /// <summary>Longer texts are not names and are not kept.</summary>
    private const int BytesMax = 256;

    private readonly Entry[] _entries = new Entry[SlotCount];

    /// <summary>The text of valid UTF-8; mostly the same object for the same bytes.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > BytesMax)
            return Encoding.UTF8.GetString(utf8);
        ref Entry entry = ref _entries[Hash(utf8) & (SlotCount - 1)];
        if (entry.Utf8 is { } known && utf8.SequenceEqual(known))
            return entry.Text;
        entry = new Entry(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return entry.Text;
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        uint hash = (uint)utf8.Length;
        for (; utf8.Length >= 4; utf8 = utf8[4..])
            hash = BitOperations.Crc32C(hash, BinaryPrimitives.ReadUInt32LittleEndian(utf8));
        foreach (byte next in utf8)
            hash = BitOperations.Crc32C(hash, next);
        return hash;
    }

    private readonly record struct Entry(byte[]? Utf8, string Text);
}
