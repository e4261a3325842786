using System.Buffers.Binary;
using Pipeline.EventLog.Redis.Streams;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Commits;

internal sealed class AppendRequest(LogStream stream, Offset expected, EntryParts entry)
    : AnsweredRequest<AppendOutcome>(stream, expected)
{
    /// <summary>Bytes before an entry's own: its checksum.</summary>
    public const int HeaderBytes = sizeof(uint);

    public long EntryBytes => entry.LengthBytes;

    public override long QueueBytes => entry.LengthBytes + OverheadBytes;

    public override bool TryTakeRoom(QueueBudget budget) => budget.TryTakeForEntry(QueueBytes);

    public override void GiveBackRoom(QueueBudget budget) => budget.GiveBackForEntry(QueueBytes);

    public override void Refuse() => Decision = new AppendOutcome(AppendStatus.Overloaded, Offset);

    public void Commit() => Decision = new AppendOutcome(AppendStatus.Committed, Offset.Next());

    public void Conflict(Offset head) => Decision = new AppendOutcome(AppendStatus.Conflict, head);

    /// <summary>The entry as it is stored: checksum, then its bytes.</summary>
    public RedisValue Encode()
    {
        byte[] value = new byte[HeaderBytes + entry.LengthBytes];
        entry.Header.CopyTo(value.AsMemory(HeaderBytes));
        entry.Body.CopyTo(value.AsMemory(HeaderBytes + entry.Header.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(value, Stream.Checksum(Offset, value.AsSpan(HeaderBytes)));
        return value;
    }
}
