using System.Runtime.InteropServices;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Batching;

/// <summary>Exact counts of one endpoint that have not left yet.</summary>
/// <remarks>
/// Bounded by <see cref="EntriesMax"/>; what finds no place is for the caller to count as dropped.
/// </remarks>
internal sealed class TallyLedger
{
    /// <summary>Entries of one endpoint.</summary>
    public const int EntriesMax = 16_384;

    private readonly Dictionary<(string Segment, Outcome Outcome, long UnixSecond), long> _calls = [];

    public int Count => _calls.Count;

    /// <summary>Adds calls; false if there is no room for another entry.</summary>
    public bool TryAdd(in TallyCount tally)
    {
        (string, Outcome, long) key = (tally.Segment, tally.Outcome, tally.UnixSecond);
        if (_calls.Count >= EntriesMax && !_calls.ContainsKey(key))
            return false;
        CollectionsMarshal.GetValueRefOrAddDefault(_calls, key, out _) += tally.CallCount;
        return true;
    }

    /// <summary>Takes everything out, by segment, outcome and second.</summary>
    public TallyCount[] TakeAll()
    {
        if (_calls.Count == 0)
            return [];
        TallyCount[] all = [.. _calls.Select(entry => new TallyCount(entry.Key.Segment, entry.Key.Outcome, entry.Key.UnixSecond, entry.Value))];
        _calls.Clear();
        Array.Sort(all, static (left, right) => (left.UnixSecond, left.Outcome).CompareTo((right.UnixSecond, right.Outcome)));
        return all;
    }
}
