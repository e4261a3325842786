using System.Buffers;
using System.Buffers.Binary;
using Pipeline.EventLog.Frames;

namespace Pipeline.EventLog.Index;

/// <summary>A stream's runs within one sealed range as bytes: about six a run. Drawn in docs/event-log.md.</summary>
internal static class RunCodec
{
    private const int RunBytesMax = 4 * Varint.BytesMax;

    /// <summary>Encodes runs, which ascend by position and offset without gap in offsets.</summary>
    /// <param name="destination">Grows as needed; cleared first.</param>
    /// <param name="row">Identity of the row that will hold the bytes, covered by their checksum.</param>
    /// <param name="runs">At least one.</param>
    public static void Encode(ArrayBufferWriter<byte> destination, RangeRow row, IReadOnlyList<StreamRun> runs)
    {
        destination.ResetWrittenCount();
        long position = row.RangeId;
        destination.Advance(Varint.Write(destination.GetSpan(Varint.BytesMax), runs.Count));
        foreach (StreamRun run in runs)
        {
            Span<byte> span = destination.GetSpan(RunBytesMax);
            int length = Varint.Write(span, run.Position - position);
            length += Varint.Write(span[length..], run.Count);
            length += Varint.Write(span[length..], run.ByteStart);
            length += Varint.Write(span[length..], run.ByteLength);
            destination.Advance(length);
            position = run.Position;
        }
        uint crc = Checksum(row, destination.WrittenSpan);
        BinaryPrimitives.WriteUInt32LittleEndian(destination.GetSpan(sizeof(uint)), crc);
        destination.Advance(sizeof(uint));
    }

    /// <exception cref="EventLogException">The bytes are damaged or belong to another row.</exception>
    public static List<StreamRun> Decode(ReadOnlySpan<byte> encoded, RangeRow row)
    {
        if (encoded.Length < sizeof(uint))
            throw Damaged(row, "they are too short");
        ReadOnlySpan<byte> rest = encoded[..^sizeof(uint)];
        if (BinaryPrimitives.ReadUInt32LittleEndian(encoded[^sizeof(uint)..]) != Checksum(row, rest))
            throw Damaged(row, "their checksum does not match");
        if (!Varint.TryRead(ref rest, rest.Length / 4, out long runCount))
            throw Damaged(row, "their count is out of range");
        List<StreamRun> runs = new((int)runCount);
        long position = row.RangeId;
        Offset first = row.First;
        for (int i = 0; i < runCount; i++)
        {
            bool isWhole = Varint.TryRead(ref rest, long.MaxValue - position, out long positionDelta)
                & Varint.TryRead(ref rest, int.MaxValue, out long count)
                & Varint.TryRead(ref rest, int.MaxValue, out long byteStart)
                & Varint.TryRead(ref rest, int.MaxValue, out long byteLength);
            if (!isWhole || count == 0 || count > long.MaxValue - first.Value)
                throw Damaged(row, $"run {i} is out of range");
            position += positionDelta;
            runs.Add(new StreamRun(position, first, (int)count, (int)byteStart, (int)byteLength));
            first = new Offset(first.Value + count);
        }
        return rest.IsEmpty ? runs : throw Damaged(row, "bytes follow the last run");
    }

    private static uint Checksum(RangeRow row, ReadOnlySpan<byte> bytes)
    {
        uint crc = Crc32C.Append(Crc32C.Append(0, row.RangeId), row.StreamId);
        return Crc32C.Append(Crc32C.Append(Crc32C.Append(crc, row.First.Value), row.PreviousRangeId), bytes);
    }

    private static EventLogException Damaged(RangeRow row, string how) =>
        new($"The index of stream number {row.StreamId} in the range from frame {row.RangeId} is damaged: its runs, because {how}.");
}
