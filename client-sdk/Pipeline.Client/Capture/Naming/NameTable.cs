namespace Pipeline.Client.Capture.Naming;

/// <summary>The names of captured operations, each made once: <c>sqlite SELECT orders</c> of <c>sqlite SELECT</c> and <c>orders</c>.</summary>
/// <remarks>
/// Bounded: a program that reaches a million hosts gets <c>http GET (other)</c> for those beyond the bound. Finding a name allocates nothing
/// and takes no lock. The same name is the same object, which is what recording finds fastest.
/// </remarks>
internal sealed class NameTable
{
    private const string Other = "(other)";

    private readonly object _gate = new();
    private readonly Entry?[] _buckets;
    private readonly int _countMax;
    private int _count;

    /// <param name="countMax">Names it keeps. For each prefix one more is kept for all others, so prefixes must be few.</param>
    public NameTable(int countMax)
    {
        _countMax = countMax;
        _buckets = new Entry?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)countMax + 1)];
    }

    /// <summary>The name of prefix and target.</summary>
    /// <param name="prefix">What is done, from a fixed set.</param>
    /// <param name="target">What it is done to, free of control characters; empty if that is not known.</param>
    public string Get(string prefix, ReadOnlySpan<char> target)
    {
        if (target.IsEmpty)
            return prefix;
        ref Entry? bucket = ref BucketOf(prefix, target);
        return Find(Volatile.Read(ref bucket), prefix, target) ?? Add(ref bucket, prefix, target);
    }

    private static string? Find(Entry? entry, string prefix, ReadOnlySpan<char> target)
    {
        for (; entry is not null; entry = entry.Next)
        {
            if (target.SequenceEqual(entry.Target) && entry.Prefix == prefix)
                return entry.Name;
        }

        return null;
    }

    private string Add(ref Entry? bucket, string prefix, ReadOnlySpan<char> target)
    {
        lock (_gate)
        {
            if (Find(bucket, prefix, target) is { } known)
                return known;
            if (_count >= _countMax && !target.SequenceEqual(Other))
                return Get(prefix, Other);
            string text = target.ToString();
            Entry added = new(prefix, text, $"{prefix} {text}", bucket);
            _count++;
            Volatile.Write(ref bucket, added);
            return added.Name;
        }
    }

    private ref Entry? BucketOf(string prefix, ReadOnlySpan<char> target)
    {
        int hash = (prefix.GetHashCode(StringComparison.Ordinal) * 31) + string.GetHashCode(target);
        return ref _buckets[hash & (_buckets.Length - 1)];
    }

    private sealed record Entry(string Prefix, string Target, string Name, Entry? Next);
}
