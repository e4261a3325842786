using System.Buffers.Binary;
using System.Text;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;

namespace Pipeline.Protocol.Wire;

/// <summary>Reads a batch's header and directory, and hands its sections on unread.</summary>
/// <remarks>Never throws on bad bytes. Allocates for the endpoints' names only, after the directory's checksum has been verified.</remarks>
public static class BatchReader
{
    /// <summary>Reads the directory of a whole batch.</summary>
    /// <param name="bytes">All of the batch; the result refers to this memory.</param>
    /// <param name="batch">The directory, or null.</param>
    /// <param name="error">What is wrong, and where.</param>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Batch? batch, out WireError error)
    {
        batch = null;
        ReadOnlySpan<byte> span = bytes.Span;
        error = CheckHeader(span);
        if (error.Fault != WireFault.None)
            return false;

        int sectionCount = BinaryPrimitives.ReadInt32LittleEndian(span[BatchFormat.SectionCountAt..]);
        int directoryEnd = BatchFormat.HeaderSize + BinaryPrimitives.ReadInt32LittleEndian(span[BatchFormat.DirectoryBytesAt..]);
        BatchEntry[] entries = new BatchEntry[sectionCount];
        error = ReadEntries(bytes, directoryEnd, entries);
        if (error.Fault != WireFault.None)
            return false;
        batch = new Batch(ReadIdentity(span), entries);
        return true;
    }

    private static WireError CheckHeader(ReadOnlySpan<byte> batch)
    {
        if (batch.Length < BatchFormat.HeaderSize + BatchFormat.ChecksumSize)
            return new WireError(WireFault.Truncated, batch.Length);
        if (batch.Length > EventLimits.BatchBytesMax)
            return new WireError(WireFault.LimitExceeded, 0);
        if (BinaryPrimitives.ReadUInt32LittleEndian(batch) != BatchFormat.Magic)
            return new WireError(WireFault.BadMagic, 0);
        if (batch[4] != BatchFormat.Version || batch[5..BatchFormat.SourceAt].ContainsAnyExcept((byte)0))
            return new WireError(WireFault.UnsupportedVersion, 4);

        int sectionCount = BinaryPrimitives.ReadInt32LittleEndian(batch[BatchFormat.SectionCountAt..]);
        int directoryBytes = BinaryPrimitives.ReadInt32LittleEndian(batch[BatchFormat.DirectoryBytesAt..]);
        if (sectionCount is < 0 or > EventLimits.SectionsPerBatchMax)
            return new WireError(WireFault.LimitExceeded, BatchFormat.SectionCountAt);
        if (directoryBytes < 0 || directoryBytes > batch.Length - BatchFormat.HeaderSize - BatchFormat.ChecksumSize)
            return new WireError(WireFault.Truncated, BatchFormat.DirectoryBytesAt);
        if (sectionCount > directoryBytes / (BatchFormat.EntryFixedSize + 1))
            return new WireError(WireFault.BadStructure, BatchFormat.SectionCountAt);

        ReadOnlySpan<byte> covered = batch[..(BatchFormat.HeaderSize + directoryBytes)];
        bool intact = Crc32C.Compute(covered) == BinaryPrimitives.ReadUInt32LittleEndian(batch[covered.Length..]);
        return intact ? WireError.None : new WireError(WireFault.BadChecksum, covered.Length);
    }

    private static WireError ReadEntries(ReadOnlyMemory<byte> batch, int directoryEnd, BatchEntry[] entries)
    {
        HashSet<string> endpoints = new(entries.Length, StringComparer.Ordinal);
        int at = BatchFormat.HeaderSize;
        int sectionAt = directoryEnd + BatchFormat.ChecksumSize;
        for (int index = 0; index < entries.Length; index++)
        {
            WireError error = ReadEntry(batch, directoryEnd, ref at, ref sectionAt, out entries[index]);
            if (error.Fault != WireFault.None)
                return error;
            if (!endpoints.Add(entries[index].Endpoint))
                return new WireError(WireFault.DuplicateEndpoint, at);
        }

        if (at != directoryEnd)
            return new WireError(WireFault.BadStructure, at);
        return sectionAt == batch.Length ? WireError.None : new WireError(WireFault.TrailingBytes, sectionAt);
    }

    private static WireError ReadEntry(ReadOnlyMemory<byte> batch, int directoryEnd, ref int at, ref int sectionAt, out BatchEntry entry)
    {
        entry = default;
        ReadOnlySpan<byte> rest = batch.Span[at..directoryEnd];
        if (rest.Length < BatchFormat.EntryFixedSize)
            return new WireError(WireFault.Truncated, at);
        int sectionBytes = BinaryPrimitives.ReadInt32LittleEndian(rest);
        int eventCount = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
        int tallyCount = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
        long minTime = BinaryPrimitives.ReadInt64LittleEndian(rest[12..]);
        long maxTime = BinaryPrimitives.ReadInt64LittleEndian(rest[20..]);
        int endpointLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]);
        int reserved = BinaryPrimitives.ReadUInt16LittleEndian(rest[30..]);

        if (endpointLength > rest.Length - BatchFormat.EntryFixedSize)
            return new WireError(WireFault.Truncated, at);
        ReadOnlySpan<byte> endpoint = rest.Slice(BatchFormat.EntryFixedSize, endpointLength);
        if (!NameRules.IsName(endpoint, EventLimits.EndpointBytesMax))
            return new WireError(WireFault.BadName, at);
        if (reserved != 0)
            return new WireError(WireFault.UnsupportedVersion, at);
        if (eventCount is < 0 or > EventLimits.EventsPerSectionMax || tallyCount is < 0 or > EventLimits.TalliesPerSectionMax || minTime > maxTime)
            return new WireError(WireFault.BadNumber, at);
        if (sectionBytes < 0 || sectionBytes > batch.Length - sectionAt)
            return new WireError(WireFault.Truncated, at);

        entry = new BatchEntry(Encoding.UTF8.GetString(endpoint), eventCount, tallyCount, minTime, maxTime, batch.Slice(sectionAt, sectionBytes));
        at += BatchFormat.EntryFixedSize + endpointLength;
        sectionAt += sectionBytes;
        return WireError.None;
    }

    private static BatchIdentity ReadIdentity(ReadOnlySpan<byte> batch)
    {
        SourceId source = SourceId.Read(batch[BatchFormat.SourceAt..]);
        long start = BinaryPrimitives.ReadInt64LittleEndian(batch[BatchFormat.SourceStartAt..]);
        ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(batch[BatchFormat.SequenceAt..]);
        return new BatchIdentity(new SourceIdentity(source, start), sequence);
    }
}
