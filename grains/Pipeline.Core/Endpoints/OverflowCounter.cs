using System.Diagnostics;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Endpoints;

/// <summary>Finds the heaviest of any number of names with a bounded number of counters.</summary>
/// <remarks>
/// <para>
/// Space-Saving (Metwally, Agrawal, El Abbadi: "Efficient Computation of Frequent and Top-k Elements in Data Streams", ICDT 2005), with
/// weights. A name without a counter takes over the smallest one, and what that held is its error: its weight lies between <see
/// cref="Entry.Guaranteed"/> and <see cref="Entry.Count"/>. Every name heavier than (sum of all weights) / capacity has a counter.
/// </para>
/// <para>
/// Of equally small counters the one whose key comes first is taken, so that equal entries in equal order leave equal counters. A search
/// for the smallest passes all of them; only names beyond the places of a table come here. Not thread-safe.
/// </para>
/// </remarks>
internal sealed class OverflowCounter(int capacity)
{
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal);
    private Entry[] _entries = [];

    public int Count { get; private set; }

    /// <summary>Whether any counter was added to since <see cref="ClearTouched"/>.</summary>
    public bool HasTouched { get; private set; }

    /// <summary>In no particular order.</summary>
    public ReadOnlySpan<Entry> Entries => _entries.AsSpan(0, Count);

    /// <summary>Adds to the counter of a name, which it is given if it has none.</summary>
    public void Add(ReadOnlySpan<char> key, Int128 weight)
    {
        HasTouched = true;
        if (_indices.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out int index))
        {
            ref Entry known = ref _entries[index];
            known = known with { Count = Saturating.Add(known.Count, weight), IsTouched = true };
            return;
        }

        if (Count < capacity)
        {
            Append(new Entry(key.ToString(), weight, 0, true));
            return;
        }

        int smallest = FindSmallest();
        Int128 error = _entries[smallest].Count;
        Put(smallest, new Entry(key.ToString(), Saturating.Add(error, weight), error, true));
    }

    /// <summary>Gives the counter of a name that has found a place to the one whose place it was.</summary>
    /// <param name="index">Which counter.</param>
    /// <param name="key">The name that has none so far.</param>
    /// <param name="weight">What is known of it, without an error.</param>
    public void Exchange(int index, string key, Int128 weight) => Put(index, new Entry(key, weight, 0, false));

    public void Halve()
    {
        foreach (ref Entry entry in _entries.AsSpan(0, Count))
            entry = entry with { Count = entry.Count >> 1, Error = entry.Error >> 1 };
    }

    /// <summary>Takes a counter out of consideration until its name is added to again.</summary>
    public void ClearTouched()
    {
        HasTouched = false;
        foreach (ref Entry entry in _entries.AsSpan(0, Count))
            entry = entry with { IsTouched = false };
    }

    /// <summary>Puts back what a snapshot held; false if there is no room, or the name has a counter, or it is none.</summary>
    public bool TryRestore(string key, Int128 count, Int128 error)
    {
        if (Count == capacity || error < 0 || count < error || _indices.ContainsKey(key))
            return false;
        Append(new Entry(key, count, error, false));
        return true;
    }

    private int FindSmallest()
    {
        int smallest = 0;
        for (int index = 1; index < Count; index++)
        {
            ref readonly Entry entry = ref _entries[index];
            ref readonly Entry least = ref _entries[smallest];
            if (entry.Count < least.Count || (entry.Count == least.Count && string.CompareOrdinal(entry.Key, least.Key) < 0))
                smallest = index;
        }

        return smallest;
    }

    private void Append(in Entry entry)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Math.Min(capacity, Math.Max(8, 2 * Count)));
        _entries[Count] = entry;
        _indices.Add(entry.Key, Count++);
    }

    private void Put(int index, in Entry entry)
    {
        Debug.Assert(!_indices.ContainsKey(entry.Key), "A name has one counter at most.");
        _indices.Remove(_entries[index].Key);
        _entries[index] = entry;
        _indices.Add(entry.Key, index);
    }

    /// <summary>The counter of one name.</summary>
    /// <param name="Key">Kind and text.</param>
    /// <param name="Count">The most that the name can weigh.</param>
    /// <param name="Error">How much of that may belong to names that had the counter before.</param>
    /// <param name="IsTouched">Whether it was added to since <see cref="ClearTouched"/>.</param>
    internal readonly record struct Entry(string Key, Int128 Count, Int128 Error, bool IsTouched)
    {
        /// <summary>The least that the name weighs.</summary>
        public Int128 Guaranteed => Count - Error;
    }
}
