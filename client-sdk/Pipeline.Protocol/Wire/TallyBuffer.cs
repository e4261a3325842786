using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>The tallies of a section while it is being filled.</summary>
internal sealed class TallyBuffer
{
    private readonly List<TallyEntry> _entries = [];

    public int Count => _entries.Count;

    public long SecondMin { get; private set; } = long.MaxValue;

    public long SecondMax { get; private set; } = long.MinValue;

    public void Add(int segmentIndex, Outcome outcome, long unixSecond, long count)
    {
        _entries.Add(new TallyEntry(segmentIndex, outcome, unixSecond, count));
        SecondMin = Math.Min(SecondMin, unixSecond);
        SecondMax = Math.Max(SecondMax, unixSecond);
    }

    /// <summary>Writes each tally as segment and outcome, second since the one before, count.</summary>
    public void Write(ByteWriter output, long baseTimeUnixMs)
    {
        long previous = baseTimeUnixMs / 1000;
        foreach (TallyEntry entry in _entries)
        {
            output.WriteVarint(((ulong)entry.SegmentIndex << 1) | (ulong)entry.Outcome);
            output.WriteVarint(Varint.ToZigzag(entry.UnixSecond - previous));
            output.WriteVarint((ulong)entry.Count);
            previous = entry.UnixSecond;
        }
    }

    public void Clear()
    {
        _entries.Clear();
        SecondMin = long.MaxValue;
        SecondMax = long.MinValue;
    }
}
