using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>The drops of a section while it is being filled.</summary>
internal sealed class DropBuffer
{
    private readonly List<DropEntry> _entries = [];

    public int Count => _entries.Count;

    public void Add(int segmentIndex, long unixSecond, DropCounts counts) => _entries.Add(new DropEntry(segmentIndex, unixSecond, counts));

    /// <summary>Writes how many, then each as segment and cause, second since the one before, events, calls.</summary>
    public void Write(ByteWriter output, long baseTimeUnixMs)
    {
        output.WriteVarint((uint)_entries.Count);
        long previous = baseTimeUnixMs / 1000;
        foreach (DropEntry entry in _entries)
        {
            output.WriteVarint(((ulong)entry.SegmentIndex << SectionFormat.DropCauseBits) | (ulong)entry.Counts.Cause);
            output.WriteVarint(Varint.ToZigzag(entry.UnixSecond - previous));
            output.WriteVarint((ulong)entry.Counts.Events);
            output.WriteVarint((ulong)entry.Counts.Calls);
            previous = entry.UnixSecond;
        }
    }

    public void Clear() => _entries.Clear();
}
