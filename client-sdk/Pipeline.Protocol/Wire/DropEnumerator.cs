using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>Goes through the drops of a validated section in the order in which they were written.</summary>
public ref struct DropEnumerator
{
    private readonly ReadOnlySpan<byte> _source;
    private int _left;
    private int _at;
    private long _second;

    internal DropEnumerator(ReadOnlySpan<byte> source, int dropCount, int startAt, long baseTimeUnixMs)
    {
        _source = source;
        _left = dropCount;
        _at = startAt;
        _second = baseTimeUnixMs / 1000;
        Current = default;
    }

    public DropEntry Current { get; private set; }

    public readonly DropEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        _left--;
        ulong segmentAndCause = Varint.Read(_source, ref _at);
        _second += Varint.FromZigzag(Varint.Read(_source, ref _at));
        long events = (long)Varint.Read(_source, ref _at);
        long calls = (long)Varint.Read(_source, ref _at);
        DropCause cause = (DropCause)(segmentAndCause & SectionFormat.DropCauseMask);
        Current = new DropEntry((int)(segmentAndCause >> SectionFormat.DropCauseBits), _second, new DropCounts(cause, events, calls));
        return true;
    }
}
