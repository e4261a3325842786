using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Segments;

/// <summary>The whole state of a segment as bytes; docs/segments.md draws them.</summary>
/// <remarks>Which stored snapshots hold which marks is not part of it: that is known only where the snapshots are kept.</remarks>
public static class SegmentSnapshot
{
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "PSS"u8;

    /// <summary>Writes a state.</summary>
    public static byte[] Write(SegmentState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        PackedWriter writer = SnapshotFrame.Begin(Magic, Version);
        writer.WriteBlock(EndpointOptionsCodec.Write(state.Aggregates.Options));
        EndpointSnapshot.WriteTimes(writer, state.Aggregates);
        WriteCounters(writer, state.Counters);
        state.Aggregates.Operations.Write(writer);
        EndpointSnapshot.WriteNames(writer, state.Aggregates.Values);
        WriteMarks(writer, state);
        WindowSetCodec.Write(writer, state.Aggregates.Windows);
        return SnapshotFrame.End(writer);
    }

    /// <summary>Reads a state. Never throws; nothing is allocated by a length that was not checked.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SegmentState? state, out SnapshotFault fault)
    {
        state = null;
        fault = SnapshotFrame.Check(bytes, Magic, Version);
        if (fault != SnapshotFault.None)
            return false;
        PackedReader reader = SnapshotFrame.Open(bytes);
        SegmentState? read = ReadState(ref reader);
        if (read is null || !reader.IsComplete)
        {
            fault = SnapshotFault.Inconsistent;
            return false;
        }

        state = read;
        return true;
    }

    private static SegmentState? ReadState(ref PackedReader reader)
    {
        if (!EndpointOptionsCodec.TryRead(reader.ReadBlock(), out EndpointOptions options))
            return null;
        SegmentState state = new(options);
        EndpointSnapshot.ReadTimes(ref reader, state.Aggregates);
        state.Counters = ReadCounters(ref reader);
        state.Aggregates.Operations.ReadInto(ref reader);
        EndpointSnapshot.ReadNames(ref reader, state.Aggregates.Values);
        ReadMarks(ref reader, state);
        WindowSetCodec.ReadInto(ref reader, state.Aggregates.Windows, state.Aggregates.Segments.Names.Count);
        return state;
    }

    private static void WriteCounters(PackedWriter writer, in SegmentCounters counters)
    {
        writer.WriteCount(counters.Publications);
        writer.WriteCount(counters.LateEvents);
        writer.WriteCount(counters.BeyondRetention);
        writer.WriteCount(counters.OverflowOperations);
        writer.WriteCount(counters.OverflowValues);
        writer.WriteCount(counters.LostPublications);
        writer.WriteCount(counters.LateBeginners);
    }

    private static SegmentCounters ReadCounters(ref PackedReader reader) => new(
        reader.ReadCount(),
        reader.ReadCount(),
        reader.ReadCount(),
        reader.ReadCount(),
        reader.ReadCount(),
        reader.ReadCount(),
        reader.ReadCount());

    private static void WriteMarks(PackedWriter writer, SegmentState state)
    {
        Publisher[] publishers = [.. state.Marks.Keys];
        Array.Sort(publishers, static (left, right) =>
        {
            int order = string.CompareOrdinal(left.Endpoint, right.Endpoint);
            return order != 0 ? order : string.CompareOrdinal(left.Segment, right.Segment);
        });
        // Each endpoint once: the rest of all segments has marks of many segments of ten thousand endpoints.
        IGrouping<string, Publisher>[] endpoints = [.. publishers.GroupBy(publisher => publisher.Endpoint, StringComparer.Ordinal)];
        writer.WriteCount(endpoints.Length);
        foreach (IGrouping<string, Publisher> endpoint in endpoints)
        {
            writer.WriteBlock(Encoding.UTF8.GetBytes(endpoint.Key));
            writer.WriteCount(endpoint.Count());
            foreach (Publisher publisher in endpoint)
            {
                writer.WriteBlock(Encoding.UTF8.GetBytes(publisher.Segment));
                writer.WriteCount(state.Marks[publisher].Applied);
            }
        }
    }

    private static void ReadMarks(ref PackedReader reader, SegmentState state)
    {
        for (int count = reader.ReadItemCount(int.MaxValue); count > 0 && !reader.Failed; count--)
        {
            string endpoint = Encoding.UTF8.GetString(reader.ReadBlock());
            for (int segments = reader.ReadItemCount(EndpointState.SegmentsMax); segments > 0 && !reader.Failed; segments--)
            {
                string segment = Encoding.UTF8.GetString(reader.ReadBlock());
                state.GetOrAddMark(new Publisher(endpoint, segment)).Applied = reader.ReadCount();
            }
        }
    }
}
