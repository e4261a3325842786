namespace Pipeline.Protocol.Wire;

/// <summary>Goes through the business values of a validated section, ascending by name index and kind.</summary>
public ref struct ValueGroupEnumerator
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly int _eventCount;
    private int _left;
    private int _end;

    internal ValueGroupEnumerator(ReadOnlySpan<byte> source, int position, int groupCount, int eventCount)
    {
        _source = source;
        _end = position;
        _left = groupCount;
        _eventCount = eventCount;
        Current = default;
    }

    public ValueGroup Current { get; private set; }

    /// <summary>Where the last group ended.</summary>
    internal readonly int End => _end;

    public readonly ValueGroupEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_left == 0)
            return false;
        _left--;
        if (!GroupFrame.TryRead(_source, _end, _eventCount, out GroupFrame frame))
            throw new InvalidDataException("The section was not validated.");
        Current = new ValueGroup(_source, frame, out _end);
        return true;
    }
}
