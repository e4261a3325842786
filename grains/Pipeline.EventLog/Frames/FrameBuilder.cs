using System.Buffers;
using System.Runtime.InteropServices;

namespace Pipeline.EventLog.Frames;

/// <summary>Collects the entries of one group commit and lays them out stream by stream.</summary>
/// <remarks>
/// Entries come in the order in which they were queued, and so in offset order within a stream. They leave sorted by stream, so that one
/// stream's part is one range of bytes. Not thread-safe; the writer reuses one builder, whose buffers stay valid until <see cref="Clear"/>.
/// </remarks>
internal sealed class FrameBuilder
{
    // A rare giant frame must not pin its buffer for ever.
    private const int KeptBufferBytesMax = 8 * 1024 * 1024;

    private readonly List<Item> _items = [];
    private readonly List<FramePart> _parts = [];
    private byte[] _entries = [];
    private byte[] _directory = [];
    private int _entriesLength;
    private int _directoryLength;

    /// <summary>Entries added.</summary>
    public int EntryCount => _items.Count;

    /// <summary>Bytes of the entries as their callers handed them over.</summary>
    public long PayloadBytes { get; private set; }

    public ReadOnlySpan<FramePart> Parts => CollectionsMarshal.AsSpan(_parts);

    public ReadOnlySpan<byte> Directory => _directory.AsSpan(0, _directoryLength);

    public ReadOnlySpan<byte> Entries => _entries.AsSpan(0, _entriesLength);

    public void Add(long streamId, Offset offset, EntryParts entry)
    {
        _items.Add(new Item(streamId, offset, entry));
        PayloadBytes += entry.LengthBytes;
    }

    /// <summary>Fills <see cref="Parts"/>, <see cref="Entries"/> and <see cref="Directory"/>.</summary>
    public void Build(long position, long committedAtUnixMs)
    {
        _items.Sort(static (left, right) => left.StreamId != right.StreamId
            ? left.StreamId.CompareTo(right.StreamId)
            : left.Offset.CompareTo(right.Offset));
        Reserve(ref _entries, checked((int)(PayloadBytes + ((long)_items.Count * EntryFraming.HeaderBytes))));
        foreach (ref readonly Item item in CollectionsMarshal.AsSpan(_items))
        {
            int length = EntryFraming.Write(_entries.AsSpan(_entriesLength), item.StreamId, item.Offset, item.Entry);
            AddToParts(item, length);
            _entriesLength += length;
        }
        Reserve(ref _directory, FrameDirectory.EncodedBytesMax(_parts.Count));
        _directoryLength = FrameDirectory.Encode(_directory, position, committedAtUnixMs, Parts);
    }

    public void Clear()
    {
        _items.Clear();
        _parts.Clear();
        _entriesLength = 0;
        _directoryLength = 0;
        PayloadBytes = 0;
        if (_entries.Length <= KeptBufferBytesMax)
            return;
        ArrayPool<byte>.Shared.Return(_entries);
        _entries = [];
    }

    private void AddToParts(in Item item, int byteLength)
    {
        if (_parts.Count > 0 && _parts[^1].StreamId == item.StreamId)
            _parts[^1] = _parts[^1] with { Count = _parts[^1].Count + 1, ByteLength = _parts[^1].ByteLength + byteLength };
        else
            _parts.Add(new FramePart(item.StreamId, item.Offset, 1, _entriesLength, byteLength));
    }

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length >= length)
            return;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = ArrayPool<byte>.Shared.Rent(length);
    }

    private readonly record struct Item(long StreamId, Offset Offset, EntryParts Entry);
}
