using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>Goes through the tallies of a validated section in the order in which they were written.</summary>
public ref struct TallyEnumerator
{
    private readonly ReadOnlySpan<byte> _source;
    private int _left;
    private int _at;
    private long _second;

    internal TallyEnumerator(ReadOnlySpan<byte> source, int tallyCount, long baseTimeUnixMs)
    {
        _source = source;
        _left = tallyCount;
        _second = baseTimeUnixMs / 1000;
        Current = default;
    }

    /// <summary>Behind the last tally that was read.</summary>
    internal readonly int End => _at;

    public TallyEntry Current { get; private set; }

    public readonly TallyEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        _left--;
        ulong segmentAndOutcome = Varint.Read(_source, ref _at);
        _second += Varint.FromZigzag(Varint.Read(_source, ref _at));
        long count = (long)Varint.Read(_source, ref _at);
        Current = new TallyEntry((int)(segmentAndOutcome >> 1), (Outcome)(segmentAndOutcome & 1), _second, count);
        return true;
    }
}
