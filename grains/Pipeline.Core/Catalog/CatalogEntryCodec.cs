using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Catalog;

/// <summary>The bytes of a catalog's entry; docs/catalog.md draws them.</summary>
public static class CatalogEntryCodec
{
    private const byte Format = 1;
    private const byte Rules = 1;
    private const int HashSize = sizeof(ulong);

    [Flags]
    private enum Flag : byte
    {
        HashKey = 1,
        UsesOther = 2,
        ClosesSegments = 4,
    }

    public static byte[] Write(CatalogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        PackedWriter writer = new();
        writer.WriteByte(Format);
        writer.WriteByte(Rules);
        writer.WriteByte((byte)FlagsOf(entry));
        writer.WriteSigned(entry.ArrivalUnixMs);
        writer.WriteRaw(entry.HashKey.AsSpan());
        WriteNames(writer, entry.Retired);
        WriteNames(writer, entry.Admitted);
        writer.WriteCount(entry.Remembered.Length);
        foreach (ulong hash in entry.Remembered)
            BinaryPrimitives.WriteUInt64LittleEndian(writer.Take(HashSize), hash);
        writer.WriteCount(entry.UnrememberedCount);
        WriteNames(writer, entry.Segments);
        return writer.ToArray();
    }

    /// <summary>Reads an entry; false if the bytes are none of a version that this program knows.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out CatalogEntry? entry)
    {
        PackedReader reader = new(bytes);
        entry = null;
        if (reader.ReadByte() != Format || reader.ReadByte() != Rules)
            return false;
        Flag flags = (Flag)reader.ReadByte();
        long arrival = reader.ReadSigned();
        ImmutableArray<byte> key = flags.HasFlag(Flag.HashKey) ? [.. reader.ReadRaw(NameHasher.KeySize)] : [];
        CatalogEntry read = new(arrival)
        {
            HashKey = key,
            Retired = ReadNames(ref reader),
            Admitted = ReadNames(ref reader),
            Remembered = ReadHashes(ref reader),
            UnrememberedCount = reader.ReadInt(int.MaxValue),
            UsesOther = flags.HasFlag(Flag.UsesOther),
            Segments = ReadNames(ref reader),
            ClosesSegments = flags.HasFlag(Flag.ClosesSegments),
        };
        if (!reader.IsComplete)
            return false;
        entry = read;
        return true;
    }

    private static Flag FlagsOf(CatalogEntry entry) =>
        (entry.HashKey.IsEmpty ? 0 : Flag.HashKey) | (entry.UsesOther ? Flag.UsesOther : 0) | (entry.ClosesSegments ? Flag.ClosesSegments : 0);

    private static void WriteNames(PackedWriter writer, ImmutableArray<string> names)
    {
        writer.WriteCount(names.Length);
        foreach (string name in names)
            writer.WriteBlock(Encoding.UTF8.GetBytes(name));
    }

    private static ImmutableArray<string> ReadNames(ref PackedReader reader)
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        for (int count = reader.ReadItemCount(int.MaxValue); count > 0 && !reader.Failed; count--)
            names.Add(Encoding.UTF8.GetString(reader.ReadBlock()));
        return names.DrainToImmutable();
    }

    private static ImmutableArray<ulong> ReadHashes(ref PackedReader reader)
    {
        ImmutableArray<ulong>.Builder hashes = ImmutableArray.CreateBuilder<ulong>();
        for (int count = reader.ReadItemCount(int.MaxValue); count > 0 && !reader.Failed; count--)
        {
            ReadOnlySpan<byte> hash = reader.ReadRaw(HashSize);
            if (hash.Length == HashSize)
                hashes.Add(BinaryPrimitives.ReadUInt64LittleEndian(hash));
        }

        return hashes.DrainToImmutable();
    }
}
