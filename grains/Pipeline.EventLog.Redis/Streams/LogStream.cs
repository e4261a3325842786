using System.Text;
using Pipeline.EventLog.Frames;
using StackExchange.Redis;

namespace Pipeline.EventLog.Redis.Streams;

/// <summary>What this process holds of one stream: its keys, and what it knows to be durable. About 600 bytes.</summary>
/// <remarks>Nothing is read from here that decides an append: that is the head in Redis alone. Thread-safe.</remarks>
internal sealed class LogStream
{
    private readonly uint _nameChecksum;
    private long _knownHead;
    private int _era;

    public LogStream(StreamName name, LogKeys keys)
    {
        Name = name;
        _nameChecksum = Crc32C.Append(0, Encoding.UTF8.GetBytes(name.Value));
        Meta = keys.Prefix + "m:" + name.Value;
        Entries = keys.Prefix + "e:" + name.Value;
        Slots = [keys.Prefix + "s0:" + name.Value, keys.Prefix + "s1:" + name.Value];
        Cells = keys.Prefix + "c:" + name.Value;
        CellStarts = keys.Prefix + "z:" + name.Value;
    }

    public StreamName Name { get; }

    /// <summary>Hash: head, first kept entry, last commit time, what the slots hold.</summary>
    public RedisKey Meta { get; }

    /// <summary>Stream: the entries.</summary>
    public RedisKey Entries { get; }

    /// <summary>Strings: the two snapshots.</summary>
    public RedisKey[] Slots { get; }

    /// <summary>Hash: per cell a row that says which versions it has, and their bytes.</summary>
    public RedisKey Cells { get; }

    /// <summary>Sorted set: the cells' keys in order.</summary>
    public RedisKey CellStarts { get; }

    /// <summary>The furthest head that this process has seen. Redis must never be behind it.</summary>
    public Offset KnownHead => new(Volatile.Read(ref _knownHead));

    /// <summary>Rises when the outcome of a write has become unknown: what was queued before that must not be written any more.</summary>
    public int Era => Volatile.Read(ref _era);

    /// <summary>Whether the head must be read before anything else is written. Writer only.</summary>
    public bool IsUncertain { get; private set; }

    public void OnHead(Offset head)
    {
        long known = Volatile.Read(ref _knownHead);
        while (head.Value > known)
        {
            long before = Interlocked.CompareExchange(ref _knownHead, head.Value, known);
            if (before == known)
                return;
            known = before;
        }
    }

    /// <summary>Takes a head that lies before the known one for granted: what was lost is lost.</summary>
    public void AcceptLoss(Offset head) => Volatile.Write(ref _knownHead, head.Value);

    public void OnUnknownOutcome()
    {
        IsUncertain = true;
        Interlocked.Increment(ref _era);
    }

    public void OnHeadRead() => IsUncertain = false;

    public uint Checksum(Offset offset, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default) =>
        Crc32C.Append(Crc32C.Append(Crc32C.Append(_nameChecksum, offset.Value), first), second);

    /// <summary>Of a snapshot: the flag is covered, too.</summary>
    public uint SnapshotChecksum(Offset offset, bool hasOpenWindows, ReadOnlySpan<byte> bytes) =>
        Crc32C.Append(Crc32C.Append(Crc32C.Append(_nameChecksum, offset.Value), hasOpenWindows ? 1L : 0L), bytes);

    /// <summary>Of a cell's version.</summary>
    public uint CellChecksum(long key, Offset offset, ReadOnlySpan<byte> bytes) =>
        Crc32C.Append(Crc32C.Append(Crc32C.Append(_nameChecksum, key), offset.Value), bytes);
}
