using System.Collections.Concurrent;
using Pipeline.Core.Catalog;
using Pipeline.Core.Segments;
using Pipeline.EventLog;

namespace Pipeline.Grains.Segments;

/// <summary>The segments this silo knows, and which endpoints in it have published what a segment may not have yet.</summary>
/// <remarks>
/// <para>
/// An endpoint's activation reports in the turn in which it makes a publication or is brought back with some; endpoints that a segment has
/// not acknowledged are brought back at start. So, once the silo is ready, what a segment lacks of the endpoints of this silo is the
/// difference of what is written here and its own marks: no endpoint need be asked. In a cluster the directories of all silos together say it
/// (<see cref="Cluster.IOtherSilos"/>).
/// </para>
/// <para>Thread-safe. As large as the endpoints' publishers are many; names are never forgotten while the silo runs.</para>
/// </remarks>
public sealed class SegmentDirectory
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Publisher, long>> _segments = new(StringComparer.Ordinal);

    private long _queuedBytes;

    // What the catalog has not decided about yet: it goes to the segment of its name or to the rest. Empty but for moments.
    private readonly ConcurrentDictionary<Publisher, long> _undecided = new();

    public int Count => _segments.Count;

    /// <summary>Bytes of publications that the endpoints of this silo keep for segments.</summary>
    public long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>Every known segment, in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. _segments.Keys.Order(StringComparer.Ordinal)];

    public bool Contains(string segment) => _segments.ContainsKey(segment);

    /// <summary>Takes in what the log already holds.</summary>
    public void Load(IEnumerable<StreamInfo> streams)
    {
        foreach (StreamInfo stream in streams)
        {
            if (SegmentStream.TryGetKey(stream.Stream, out string key))
                GetOrAdd(key);
        }
    }

    /// <summary>Notes that an endpoint keeps more, or less, for segments.</summary>
    internal void AddQueuedBytes(long bytes) => Interlocked.Add(ref _queuedBytes, bytes);

    /// <summary>Notes the number of a publisher's latest publication.</summary>
    internal void Report(string segment, Publisher publisher, long lastNumber) =>
        GetOrAdd(segment).AddOrUpdate(publisher, lastNumber, (_, known) => Math.Max(known, lastNumber));

    /// <summary>Notes the number of a publisher's latest publication while it is not known where it goes.</summary>
    internal void ReportUndecided(Publisher publisher, long lastNumber) => _undecided[publisher] = lastNumber;

    /// <summary>Notes that it is known where a publisher's publications go; they have been reported there.</summary>
    internal void Decide(Publisher publisher) => _undecided.TryRemove(publisher, out _);

    /// <summary>Notes up to where a segment has a publisher's publications for good.</summary>
    internal void Settle(string segment, Publisher publisher, long durableUpTo)
    {
        ConcurrentDictionary<Publisher, long> publishers = GetOrAdd(segment);
        // Only what is still written there: a later publication may have been reported meanwhile.
        if (publishers.TryGetValue(publisher, out long last) && last <= durableUpTo)
            publishers.TryRemove(new KeyValuePair<Publisher, long>(publisher, last));
    }

    /// <summary>Publishers that may have published more than the segment has, each with the number of its latest publication.</summary>
    internal IEnumerable<KeyValuePair<Publisher, long>> Unsettled(string segment) => GetOrAdd(segment)
        .Concat(_undecided.Where(pair => pair.Key.Segment == segment || segment == CatalogLimits.Other));

    private ConcurrentDictionary<Publisher, long> GetOrAdd(string segment) => _segments.GetOrAdd(segment, static _ => new());
}
