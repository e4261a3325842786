namespace Pipeline.Core.Catalog;

/// <summary>A set of hashes that forgets in generations: what was added longest ago goes first, and all of its generation with it.</summary>
/// <remarks>When the current generation becomes the previous one is the owner's affair. Not thread-safe.</remarks>
internal sealed class HashGenerations(int countMax)
{
    private HashSet<ulong> _current = [];
    private HashSet<ulong> _previous = [];

    /// <summary>Whether the current generation has room for another hash.</summary>
    public bool HasRoom => _current.Count < countMax;

    /// <summary>Hashes remembered, each once.</summary>
    public int Count => _current.Count + _previous.Count(hash => !_current.Contains(hash));

    public IReadOnlyCollection<ulong> Current => _current;

    public IReadOnlyCollection<ulong> Previous => _previous;

    public bool Contains(ulong hash) => _current.Contains(hash) || _previous.Contains(hash);

    public bool IsCurrent(ulong hash) => _current.Contains(hash);

    /// <summary>Adds to the current generation; false, without a change, if that is full.</summary>
    public bool TryAdd(ulong hash) => _current.Contains(hash) || (HasRoom && _current.Add(hash));

    public void Remove(ulong hash)
    {
        _current.Remove(hash);
        _previous.Remove(hash);
    }

    /// <summary>Forgets the previous generation and starts another.</summary>
    public void Rotate()
    {
        _previous = _current;
        _current = [];
    }

    /// <summary>Puts back what a snapshot held; false if it is more than a generation may hold.</summary>
    public bool TryRestore(ReadOnlySpan<ulong> current, ReadOnlySpan<ulong> previous)
    {
        if (current.Length > countMax || previous.Length > countMax)
            return false;
        _current = [.. current];
        _previous = [.. previous];
        return true;
    }
}
