using System.Runtime.InteropServices;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Batching;

/// <summary>Drops of one endpoint that no silo knows of yet, to ten seconds, so that a long outage leaves few entries.</summary>
internal sealed class DropLedger
{
    private const int EntriesMax = 4_096;

    private readonly Dictionary<(string Segment, DropCause Cause, long UnixSecond), (long Events, long Calls)> _drops = [];

    public int Count => _drops.Count;

    public void Add(DropCount drop)
    {
        long second = drop.UnixSecond - (drop.UnixSecond % 10);
        // Without room the time is given up, not the number: a cause and segment has at least its latest entry.
        if (_drops.Count >= EntriesMax && !_drops.ContainsKey((drop.Segment, drop.Cause, second)))
            second = _drops.Keys.Where(key => key.Segment == drop.Segment && key.Cause == drop.Cause).Select(key => key.UnixSecond).DefaultIfEmpty(second).Max();
        ref (long Events, long Calls) counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_drops, (drop.Segment, drop.Cause, second), out _);
        counts = (counts.Events + drop.EventCount, counts.Calls + drop.CallCount);
    }

    /// <summary>Takes everything out, by time.</summary>
    public DropCount[] TakeAll()
    {
        if (_drops.Count == 0)
            return [];
        DropCount[] all = [.. _drops.Select(entry =>
            new DropCount(entry.Key.Segment, entry.Key.Cause, entry.Key.UnixSecond, entry.Value.Events, entry.Value.Calls))];
        _drops.Clear();
        Array.Sort(all, static (left, right) => (left.UnixSecond, left.Cause).CompareTo((right.UnixSecond, right.Cause)));
        return all;
    }
}
