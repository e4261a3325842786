using Pipeline.Core.Endpoints;
using Pipeline.Core.Publications;
using Pipeline.Core.Segments;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Tests.Publications;

/// <summary>Endpoints, the segments that they publish to, and a store that takes the segments' windows now and then.</summary>
internal sealed class SimpleWorld(Random random, IReadOnlyList<string> segmentNames, EndpointOptions segmentOptions)
{
    private readonly Dictionary<string, SegmentState> _segments = segmentNames.ToDictionary(name => name, _ => new SegmentState(segmentOptions));
    private readonly Dictionary<(string Segment, WindowKey Key), byte[]> _stored = [];

    public List<EndpointState> Endpoints { get; } = [];

    public int ComparedWindows { get; private set; }

    public int LoadedWindows { get; private set; }

    public long LateEvents => _segments.Values.Sum(segment => segment.Counters.LateEvents);

    /// <summary>Delivers some publications to some segments, in any order of endpoints, some of them again.</summary>
    public void DeliverSome()
    {
        for (int count = random.Next(4); count > 0; count--)
            Deliver(random.Next(Endpoints.Count), random.Next(segmentNames.Count), random.Next(1, 4));
        string stored = segmentNames[random.Next(segmentNames.Count)];
        if (random.Next(5) == 0)
            Store(stored);
        if (random.Next(8) == 0)
            Restore(stored);
    }

    public void DeliverAll()
    {
        for (int endpoint = 0; endpoint < Endpoints.Count; endpoint++)
        {
            for (int segment = 0; segment < Endpoints[endpoint].Publications.SegmentCount; segment++)
                Deliver(endpoint, segment, int.MaxValue);
        }
    }

    public void AssertAllEqual(string situation)
    {
        PublishedCells cells = new();
        foreach (string name in segmentNames)
            Assert.True(cells.AllOf(Endpoints, name).AsSpan().SequenceEqual(cells.AllOf(_segments[name])), $"{situation}, {name}");
    }

    /// <summary>Every window that all endpoints and the segment retain.</summary>
    public void AssertWindowsEqual(string situation)
    {
        PublishedCells cells = new();
        foreach (string name in segmentNames)
        {
            WindowSet windows = _segments[name].Aggregates.Windows;
            for (int tier = 0; tier < windows.Tiers.Length; tier++)
            {
                long widthMs = windows.Tiers[tier].Tier.WidthMs;
                long from = Endpoints.Select(endpoint => endpoint.Windows.CompleteFrom(tier + 1)).Append(windows.CompleteFrom(tier)).Max();
                long to = Endpoints.Max(endpoint => endpoint.LatestUnixMs ?? 0);
                for (long start = Math.Max(from, to - 700_000 - (to % widthMs)); start <= to; start += widthMs)
                {
                    byte[] expected = cells.WindowOf(Endpoints, name, tier + 1, start);
                    byte[] actual = cells.WindowOf(_segments[name], tier, start, _stored.GetValueOrDefault((name, new WindowKey(tier, start))));
                    Assert.True(expected.AsSpan().SequenceEqual(actual), $"{situation}, {name}, {widthMs} ms at {start}");
                    ComparedWindows++;
                }
            }
        }
    }

    private void Deliver(int endpoint, int segment, int count)
    {
        EndpointState state = Endpoints[endpoint];
        if (segment >= state.Publications.SegmentCount)
            return;
        string name = state.SegmentNameOf(segment);
        SegmentState target = _segments[name];
        Publisher publisher = new($"endpoint {endpoint}", name);
        long next = target.AppliedUpTo(publisher) + 1;
        // What was applied before is not applied again, and a gap is not skipped.
        long first = Math.Max(1, next - random.Next(3));
        foreach (ReadOnlyMemory<byte> bytes in state.Publications.Take(segment, first, long.MaxValue))
        {
            if (first >= next + count)
                return;
            Publication publication = Publication.TryRead(bytes.Span)!;
            Assert.False(target.TryApply(publisher, target.AppliedUpTo(publisher) + 2, publication));
            Load(name, target, publication);
            Assert.Equal(first == target.AppliedUpTo(publisher) + 1, target.TryApply(publisher, first, publication));
            first++;
        }
    }

    private void Load(string name, SegmentState segment, Publication publication)
    {
        HashSet<WindowKey> unloaded = [];
        segment.FindUnloaded(publication, unloaded);
        foreach (WindowKey key in unloaded)
        {
            LoadedWindows += _stored.TryGetValue((name, key), out byte[]? bytes) ? 1 : 0;
            segment.Aggregates.Load(key, bytes);
        }
    }

    private void Store(string name)
    {
        EndpointState state = _segments[name].Aggregates;
        UnsavedWindows unsaved = state.TakeUnsaved();
        foreach ((WindowKey key, byte[] bytes) in unsaved.Windows)
            _stored[(name, key)] = bytes;
        state.MarkStored(unsaved);
    }

    /// <summary>Another activation goes on from a snapshot.</summary>
    private void Restore(string name)
    {
        Store(name);
        byte[] snapshot = SegmentSnapshot.Write(_segments[name]);
        Assert.True(SegmentSnapshot.TryRead(snapshot, out SegmentState? restored, out SnapshotFault fault), fault.ToString());
        Assert.Equal(snapshot, SegmentSnapshot.Write(restored));
        Assert.Equal(_segments[name].EndpointCount, restored.EndpointCount);
        _segments[name] = restored;
    }
}
