namespace Pipeline.Core.Publications;

/// <summary>The publications of an endpoint that no acknowledgement entry has freed yet, by segment.</summary>
/// <remarks>
/// Part of the endpoint's state: what is added and what is freed are functions of the log. The publications of a segment are numbered 1,
/// 2, 3, ... without gap. Not thread-safe.
/// </remarks>
public sealed class PublicationQueue
{
    private readonly List<Outbox> _segments = [];

    /// <summary>Bytes of all publications.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Publications ever made; rises when there are new ones.</summary>
    public long TotalCount { get; private set; }

    public bool IsEmpty => SizeBytes == 0;

    /// <summary>
    /// Whether the endpoint's state was read from a snapshot of before there were publications: what it had counted by then was not
    /// published.
    /// </summary>
    public bool BeginsLate { get; internal set; }

    /// <summary>Segments by number, 0 to this, exclusive; those that never published included.</summary>
    public int SegmentCount => _segments.Count;

    /// <summary>Number of the segment's latest publication; 0 before the first.</summary>
    public long LastNumber(int segment) => segment < _segments.Count ? _segments[segment].Last : 0;

    /// <summary>Number of the oldest publication that is still here; one more than the last if none is.</summary>
    public long OldestNumber(int segment) => segment < _segments.Count ? _segments[segment].Oldest : 1;

    /// <summary>Publications from a number on, up to so many bytes, but at least one if there is one.</summary>
    /// <param name="segment">The segment's number.</param>
    /// <param name="number">First wanted; not below <see cref="OldestNumber"/>.</param>
    /// <param name="sizeBytesMax">Bytes after which no further one is taken.</param>
    /// <returns>The arrays are never written to.</returns>
    public IReadOnlyList<ReadOnlyMemory<byte>> Take(int segment, long number, long sizeBytesMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, OldestNumber(segment));
        List<ReadOnlyMemory<byte>> taken = [];
        long sizeBytes = 0;
        for (; number <= LastNumber(segment) && (taken.Count == 0 || sizeBytes < sizeBytesMax); number++)
        {
            Outbox outbox = _segments[segment];
            byte[] publication = outbox.Kept[(int)(number - outbox.Oldest)];
            taken.Add(publication);
            sizeBytes += publication.Length;
        }

        return taken;
    }

    internal void Add(int segment, byte[] publication)
    {
        while (_segments.Count <= segment)
            _segments.Add(new Outbox());
        _segments[segment].Kept.Add(publication);
        _segments[segment].Last++;
        SizeBytes += publication.Length;
        TotalCount++;
    }

    /// <summary>Frees everything up to a number; does nothing for a number that was never given out.</summary>
    internal void Acknowledge(int segment, long number)
    {
        if (segment >= _segments.Count || number > _segments[segment].Last || number < _segments[segment].Oldest)
            return;
        Outbox outbox = _segments[segment];
        int count = (int)(number + 1 - outbox.Oldest);
        for (int index = 0; index < count; index++)
            SizeBytes -= outbox.Kept[index].Length;
        outbox.Kept.RemoveRange(0, count);
    }

    /// <summary>The publications of a segment that are still here, oldest first.</summary>
    internal IReadOnlyList<byte[]> Kept(int segment) => _segments[segment].Kept;

    /// <summary>Puts back what a snapshot held of the next segment.</summary>
    internal void Restore(long last, IReadOnlyList<byte[]> kept)
    {
        Outbox outbox = new() { Last = last };
        outbox.Kept.AddRange(kept);
        _segments.Add(outbox);
        foreach (byte[] publication in kept)
            SizeBytes += publication.Length;
        TotalCount += last;
    }

    private sealed class Outbox
    {
        public List<byte[]> Kept { get; } = [];

        public long Last { get; set; }

        public long Oldest => Last + 1 - Kept.Count;
    }
}
