using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Catalog;

/// <summary>The catalog's state, and what it was told, as bytes; docs/catalog.md draws them.</summary>
/// <remarks>Equal states give equal bytes: everything is sorted.</remarks>
public static class CatalogSnapshot
{
    /// <summary>Bytes of reports beyond which further ones are left out; their endpoints are asked again after a restart.</summary>
    public const int ReportBytesMax = 24 * 1024 * 1024;

    /// <summary>Version 1 had no anomalies in its reports; of a flag that it never set, so it is read as it is.</summary>
    private const byte Version = 2;
    private const int HashSize = sizeof(ulong);

    private static ReadOnlySpan<byte> Magic => "PCS"u8;

    public static byte[] Write(CatalogState state, CatalogReports reports)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(reports);
        PackedWriter writer = SnapshotFrame.Begin(Magic, Version);
        WriteState(writer, state);
        CatalogReportsCodec.Write(writer, reports, ReportBytesMax);
        return SnapshotFrame.End(writer);
    }

    /// <summary>Reads a snapshot. Never throws; false if the bytes are none of a version that this program knows.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out CatalogState? state, [NotNullWhen(true)] out CatalogReports? reports)
    {
        state = null;
        reports = null;
        if (SnapshotFrame.Check(bytes, Magic, Version) != SnapshotFault.None)
            return false;
        PackedReader reader = SnapshotFrame.Open(bytes);
        CatalogState readState = new();
        CatalogReports readReports = new();
        ReadState(ref reader, readState);
        CatalogReportsCodec.ReadInto(ref reader, readReports);
        if (!reader.IsComplete)
            return false;
        state = readState;
        reports = readReports;
        return true;
    }

    private static void WriteState(PackedWriter writer, CatalogState state)
    {
        writer.WriteCount(state.Epoch);
        writer.WriteBlock(state.HashKey.Span);
        WriteNames(writer, state.Endpoints);
        WriteNames(writer, state.Segments);
        writer.WriteByte((byte)((state.UsesOther ? 1 : 0) | (state.SegmentsAreClosed ? 2 : 0)));
        writer.WriteCount(state.RetiredCount);
        writer.WriteCount(state.UnrememberedCount);
        writer.WriteSigned(state.UnrememberedSinceUnixMs ?? long.MinValue);
        writer.WriteSigned(state.UnrememberedLastUnixMs ?? long.MinValue);
        writer.WriteSigned(state.OverflowSinceUnixMs);
        WriteHashes(writer, state.Overflow);
        WriteHashes(writer, state.Retired);
    }

    private static void ReadState(ref PackedReader reader, CatalogState state)
    {
        state.Epoch = reader.ReadCount();
        state.HashKey = reader.ReadBlock().ToArray();
        if (state.HashKey.Length is not (0 or NameHasher.KeySize))
            reader.Fail();
        state.Restore(ReadNames(ref reader), ReadNames(ref reader));
        byte flags = reader.ReadByte();
        state.UsesOther = (flags & 1) != 0;
        state.SegmentsAreClosed = (flags & 2) != 0;
        state.RetiredCount = reader.ReadCount();
        state.UnrememberedCount = reader.ReadCount();
        state.UnrememberedSinceUnixMs = Present(reader.ReadSigned());
        state.UnrememberedLastUnixMs = Present(reader.ReadSigned());
        state.OverflowSinceUnixMs = reader.ReadSigned();
        ReadHashes(ref reader, state.Overflow);
        ReadHashes(ref reader, state.Retired);
    }

    private static long? Present(long value) => value == long.MinValue ? null : value;

    private static void WriteNames(PackedWriter writer, IReadOnlyCollection<string> names)
    {
        writer.WriteCount(names.Count);
        foreach (string name in names.Order(StringComparer.Ordinal))
            writer.WriteBlock(Encoding.UTF8.GetBytes(name));
    }

    private static List<string> ReadNames(ref PackedReader reader)
    {
        List<string> names = [];
        for (int count = reader.ReadItemCount(int.MaxValue); count > 0 && !reader.Failed; count--)
            names.Add(Encoding.UTF8.GetString(reader.ReadBlock()));
        return names;
    }

    private static void WriteHashes(PackedWriter writer, HashGenerations hashes)
    {
        foreach (IReadOnlyCollection<ulong> generation in (IReadOnlyCollection<ulong>[])[hashes.Current, hashes.Previous])
        {
            writer.WriteCount(generation.Count);
            foreach (ulong hash in generation.Order())
                BinaryPrimitives.WriteUInt64LittleEndian(writer.Take(HashSize), hash);
        }
    }

    private static void ReadHashes(ref PackedReader reader, HashGenerations hashes)
    {
        ulong[] current = ReadGeneration(ref reader);
        if (!hashes.TryRestore(current, ReadGeneration(ref reader)))
            reader.Fail();
    }

    private static ulong[] ReadGeneration(ref PackedReader reader)
    {
        int count = reader.ReadItemCount(reader.Remaining / HashSize);
        ReadOnlySpan<byte> bytes = reader.ReadRaw(count * HashSize);
        ulong[] hashes = new ulong[bytes.Length / HashSize];
        for (int index = 0; index < hashes.Length; index++)
            hashes[index] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * HashSize)..]);
        return hashes;
    }
}
