using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pipeline.Core.Packing;
using Pipeline.Core.Publications;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Endpoints;

/// <summary>The whole state of an endpoint as bytes; docs/aggregates.md draws them.</summary>
/// <remarks>
/// Equal states give equal bytes: everything is sorted. So the state after replaying a log from its start, and after replaying only what
/// follows a snapshot, can be compared by their snapshots.
/// </remarks>
public static class EndpointSnapshot
{
    // Held the closed windows as well, names of operations without what is needed to let them age, and no publications.
    private const byte FirstVersion = 1;
    private const byte Version = 2;

    private static ReadOnlySpan<byte> Magic => "PES"u8;

    /// <summary>Writes a state.</summary>
    public static byte[] Write(EndpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        PackedWriter writer = SnapshotFrame.Begin(Magic, Version);
        writer.WriteBlock(EndpointOptionsCodec.Write(state.Options));
        WriteTimes(writer, state);
        WriteCounters(writer, state.Counters);
        WriteNames(writer, state.Segments);
        state.Operations.Write(writer);
        WriteNames(writer, state.Values);
        SourceMarksCodec.Write(writer, state.Marks);
        WindowSetCodec.Write(writer, state.Windows);
        PublicationQueueCodec.Write(writer, state.Publications);
        return SnapshotFrame.End(writer);
    }

    /// <summary>Reads a state. Never throws; nothing is allocated by a length that was not checked.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out EndpointState? state, out SnapshotFault fault)
    {
        state = null;
        fault = SnapshotFrame.Check(bytes, Magic, Version);
        if (fault != SnapshotFault.None)
            return false;
        PackedReader reader = SnapshotFrame.Open(bytes);
        EndpointState? read = ReadState(ref reader, SnapshotFrame.VersionOf(bytes));
        if (read is null || !reader.IsComplete)
        {
            fault = SnapshotFault.Inconsistent;
            return false;
        }

        state = read;
        return true;
    }

    private static EndpointState? ReadState(ref PackedReader reader, byte version)
    {
        if (!EndpointOptionsCodec.TryRead(reader.ReadBlock(), out EndpointOptions options))
            return null;
        EndpointState state = new(options);
        ReadTimes(ref reader, state);
        state.Counters = ReadCounters(ref reader, version);
        ReadNames(ref reader, state.Segments);
        ReadOperations(ref reader, state.Operations, version);
        ReadNames(ref reader, state.Values);
        SourceMarksCodec.ReadInto(ref reader, state.Marks);
        WindowSetCodec.ReadInto(ref reader, state.Windows, state.Segments.Names.Count, version == FirstVersion);
        if (version == FirstVersion)
            state.Publications.BeginsLate = state.LatestUnixMs is not null;
        else
            PublicationQueueCodec.ReadInto(ref reader, state.Publications);
        if (state.Publications.SegmentCount > state.Segments.Names.Count)
            reader.Fail();
        return state;
    }

    internal static void WriteTimes(PackedWriter writer, EndpointState state)
    {
        writer.WriteByte(state.LatestUnixMs is null ? (byte)0 : (byte)1);
        if (state.LatestUnixMs is null)
            return;
        writer.WriteSigned(state.LatestUnixMs.Value);
        writer.WriteSigned(state.EarliestUnixMs!.Value);
    }

    internal static void ReadTimes(ref PackedReader reader, EndpointState state)
    {
        if (reader.ReadByte() == 0)
            return;
        state.LatestUnixMs = reader.ReadSigned();
        state.EarliestUnixMs = reader.ReadSigned();
    }

    private static void WriteCounters(PackedWriter writer, in EndpointCounters counters)
    {
        writer.WriteCount(counters.Events);
        writer.WriteCount(counters.Tallies);
        writer.WriteCount(counters.Late);
        writer.WriteCount(counters.RefusedTooOld);
        writer.WriteCount(counters.RefusedTooFarAhead);
        writer.WriteCount(counters.OverflowSegments);
        writer.WriteCount(counters.OverflowOperations);
        writer.WriteCount(counters.OverflowValues);
        writer.WriteCount(counters.OperationsReplaced);
        writer.WriteCount(counters.OperationsFreed);
        writer.WriteCount(counters.OperationsBlocked);
    }

    private static EndpointCounters ReadCounters(ref PackedReader reader, byte version)
    {
        EndpointCounters counters = new(
            reader.ReadCount(),
            reader.ReadCount(),
            reader.ReadCount(),
            reader.ReadCount(),
            reader.ReadCount(),
            reader.ReadCount(),
            reader.ReadCount(),
            reader.ReadCount());
        return version == FirstVersion
            ? counters
            : counters with
            {
                OperationsReplaced = reader.ReadCount(),
                OperationsFreed = reader.ReadCount(),
                OperationsBlocked = reader.ReadCount(),
            };
    }

    internal static void WriteNames(PackedWriter writer, NameTable table)
    {
        writer.WriteCount(table.Names.Count);
        foreach (EndpointName name in table.Names)
        {
            writer.WriteByte(name.Kind);
            writer.WriteBlock(Encoding.UTF8.GetBytes(name.Text));
        }
    }

    private static void ReadOperations(ref PackedReader reader, AgeingNameTable table, byte version)
    {
        if (version != FirstVersion)
        {
            table.ReadInto(ref reader);
            return;
        }

        for (int count = reader.ReadItemCount(int.MaxValue); count > 0 && !reader.Failed; count--)
        {
            byte kind = reader.ReadByte();
            if (!table.TryRestore(Encoding.UTF8.GetString(reader.ReadBlock()), kind))
                reader.Fail();
        }
    }

    internal static void ReadNames(ref PackedReader reader, NameTable table)
    {
        for (int count = reader.ReadItemCount(int.MaxValue); count > 0 && !reader.Failed; count--)
        {
            byte kind = reader.ReadByte();
            if (!table.TryRestore(Encoding.UTF8.GetString(reader.ReadBlock()), kind))
                reader.Fail();
        }
    }
}
