using System.Globalization;
using Pipeline.EventLog.Index;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Streams;

/// <summary>A stream's hash as read: head, first kept entry, and what the two slots hold.</summary>
internal sealed record StreamMeta(Offset Head, Offset First, SnapshotSlots Snapshots, uint[] Checksums)
{
    /// <summary>The hash's fields, in the order in which <see cref="Parse"/> takes them.</summary>
    public static RedisValue[] Fields { get; } = ["h", "f", "l", "o0", "w0", "c0", "o1", "w1", "c1"];

    /// <exception cref="EventLogException">A field is not what it must be.</exception>
    public static StreamMeta Parse(StreamName stream, RedisValue[] values)
    {
        try
        {
            Offset head = new((long?)values[0] ?? 0);
            Offset first = new((long?)values[1] ?? 0);
            SnapshotSlots slots = values[2].IsNull
                ? default
                : new SnapshotSlots(ReadSlot(values, (int)values[2]), ReadSlot(values, 1 - (int)values[2]));
            if (slots.Latest?.Offset > head)
                throw new EventLogException(stream, head, $"Redis has lost entries: a snapshot at offset {slots.Latest.Offset} lies ahead of the head.");
            return new StreamMeta(head, first, slots, [ReadChecksum(values[5]), ReadChecksum(values[8])]);
        }
        catch (Exception exception) when (exception is InvalidCastException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new EventLogException(stream, Offset.Start, "The stream's hash in Redis is damaged: " + exception.Message, exception);
        }
    }

    public StreamInfo? ToInfo(StreamName stream) => Head == Offset.Start && Snapshots.Latest is null
        ? null
        : new StreamInfo(stream, First, Head, Snapshots.Latest?.Offset, Snapshots.Latest?.HasOpenWindows ?? false);

    private static SnapshotSlot? ReadSlot(RedisValue[] values, int generation)
    {
        int at = 3 + (3 * generation);
        return values[at].IsNull ? null : new SnapshotSlot(generation, new Offset((long)values[at]), (long)values[at + 1] != 0);
    }

    private static uint ReadChecksum(RedisValue value) =>
        value.IsNull ? 0 : uint.Parse(value.ToString(), CultureInfo.InvariantCulture);
}
