using System.Text.Json;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>Windows that leave memory for a store, at any time and with any fallback, never change an answer.</summary>
public sealed class StoredWindowsTests
{
    private const long Start = 1_800_000_000_000;

    private static readonly WindowOptions s_small = new([new(1_000, 4), new(5_000, 6), new(20_000, 8)]);
    private static readonly WindowOptions s_smallLonger = new([new(1_000, 6), new(5_000, 8), new(20_000, 12)]);
    private static readonly WindowOptions s_other = new([new(2_000, 5), new(10_000, 6)]);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Query_RandomStoresAndFallbacks_AnswersAsIfAllWereInMemory(int seed)
    {
        Random random = new(seed);
        CheckAgainstMemory(DrawLog(random, 120), random, seed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Query_RandomStoresWhileOperationsLoseTheirPlaces_AnswersAsIfAllWereInMemory(int seed)
    {
        Random random = new(seed);
        EndpointState end = CheckAgainstMemory(RenamingLog.Draw(random, 200), random, seed);
        Assert.True(end.Counters.OperationsReplaced > 50, $"seed {seed}: {end.Counters}");
    }

    private static EndpointState CheckAgainstMemory(List<(EntryHeader Header, byte[] Body)> log, Random random, int seed)
    {
        EndpointState reference = new(new EndpointOptions { Windows = s_small });
        StoredEndpoint stored = new(new EndpointOptions { Windows = s_small }, random);
        for (int next = 0; next < log.Count; next++)
        {
            reference.Apply(log[next].Header, log[next].Body);
            stored.Apply(log[next]);
            if (random.Next(6) == 0)
                stored.TakeSnapshot();
            if (random.Next(4) == 0)
                stored.EndSnapshot(isCommitted: random.Next(5) > 0);
            if (random.Next(25) == 0)
                stored.FallBack(log, next + 1);
            if (random.Next(5) == 0 || next == log.Count - 1)
                AssertSame(reference, stored, $"seed {seed}, entry {next}");
        }

        Assert.True(stored.LoadedCount > 0, "No late event met a stored window: the test tests nothing.");
        return reference;
    }

    [Fact]
    public void Query_WithoutTheStoredWindowsItTakes_Throws()
    {
        EndpointState state = new();
        state.Apply(new EntryHeader(EntryKind.Section, Start), Sections.Of(new RandomEvents(new Random(1)).Draw(Start - 60_000)));
        state.Apply(new EntryHeader(EntryKind.Section, Start), Sections.Of(new RandomEvents(new Random(2)).Draw(Start)));
        state.MarkStored(state.TakeUnsaved());
        Assert.Throws<ArgumentException>(() => state.Query("e", EndpointQuery.Last(70_000)));
    }

    [Fact]
    public void TakeUnsaved_NothingChangedSinceStored_IsEmpty()
    {
        EndpointState state = new();
        state.Apply(new EntryHeader(EntryKind.Section, Start), Sections.Of(new RandomEvents(new Random(1)).Draw(Start - 60_000)));
        state.Apply(new EntryHeader(EntryKind.Section, Start), Sections.Of(new RandomEvents(new Random(2)).Draw(Start)));
        UnsavedWindows first = state.TakeUnsaved();
        Assert.NotEmpty(first.Windows);
        Assert.NotEqual(0, state.ClosedWindowBytes);
        state.MarkStored(first);
        Assert.Empty(state.TakeUnsaved().Windows);
        Assert.Equal(0, state.ClosedWindowBytes);
    }

    [Fact]
    public void Load_BytesOfNoWindow_ThrowsWithItsPlace()
    {
        EndpointState state = new();
        state.Apply(new EntryHeader(EntryKind.Section, Start), Sections.Of(new RandomEvents(new Random(2)).Draw(Start)));
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => state.Load(new WindowKey(1, Start - 60_000), [1, 200, 3]));
        Assert.Contains("tier 1", exception.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(EndpointState reference, StoredEndpoint stored, string situation)
    {
        long latest = reference.LatestUnixMs ?? Start;
        EndpointQuery[] queries =
        [
            EndpointQuery.All,
            EndpointQuery.Last(3_000),
            EndpointQuery.Last(15_000),
            EndpointQuery.Last(1_000_000),
            EndpointQuery.Between(latest - 60_000, latest - 20_000),
            EndpointQuery.Between(latest - 25_000, latest, 5_000),
        ];
        foreach (EndpointQuery query in queries)
        {
            string expected = JsonSerializer.Serialize(reference.Query("e", query));
            Assert.True(expected == JsonSerializer.Serialize(stored.Query(query)), $"{situation}, {query}");
        }

        Assert.True(EndpointSnapshot.Write(reference).AsSpan().SequenceEqual(EndpointSnapshot.Write(stored.State)), situation);
    }

    private static List<(EntryHeader Header, byte[] Body)> DrawLog(Random random, int length)
    {
        RandomEvents draw = new(random);
        List<(EntryHeader, byte[])> log = [];
        long now = Start;
        for (int entry = 0; entry < length; entry++)
        {
            now += random.Next(4_000);
            log.Add(random.Next(30) switch
            {
                0 or 1 => (new EntryHeader(EntryKind.IdleClosed, now), []),
                2 => (new EntryHeader(EntryKind.OptionsChanged, now), DrawOptions(random)),
                _ => (new EntryHeader(EntryKind.Section, now), DrawSection(random, draw, now)),
            });
        }

        return log;
    }

    private static byte[] DrawOptions(Random random) => EndpointOptionsCodec.Write(new EndpointOptions
    {
        AllowedLatenessMs = random.Next(3) * 1_000,
        Windows = random.Next(4) switch { 0 => s_other, 1 => s_smallLonger, _ => s_small },
    });

    private static byte[] DrawSection(Random random, RandomEvents draw, long now) => Sections.Of(
        Enumerable.Range(0, random.Next(1, 12)).Select(_ => draw.Draw(now - (long)(Math.Pow(random.NextDouble(), 3) * 200_000))),
        Enumerable.Range(0, random.Next(4)).Select(_ => new Tally((now / 1_000) - random.Next(100), random.Next(1, 50))),
        Enumerable.Range(0, random.Next(3)).Select(_ => new Drop((now / 1_000) - random.Next(100), (DropCause)random.Next(DropCauses.Count), random.Next(9), 1)));

    /// <summary>An endpoint beside a store that keeps the windows of its two latest snapshots.</summary>
    private sealed class StoredEndpoint(EndpointOptions options, Random random)
    {
        private Saved _latest = new(0, EndpointSnapshot.Write(new EndpointState(options)), []);
        private Saved? _previous;
        private (int Next, byte[] Snapshot, UnsavedWindows Unsaved)? _pending;
        private int _next;

        public EndpointState State { get; private set; } = new(options);

        public int LoadedCount { get; private set; }

        public void Apply((EntryHeader Header, byte[] Body) entry)
        {
            HashSet<WindowKey> unloaded = [];
            State.FindUnloaded(entry.Header, entry.Body, unloaded);
            foreach (WindowKey key in unloaded)
            {
                bool isStored = _latest.Windows.TryGetValue(key, out byte[]? bytes);
                State.Load(key, bytes);
                LoadedCount += isStored ? 1 : 0;
            }

            State.Apply(entry.Header, entry.Body);
            _next++;
        }

        public void TakeSnapshot() => _pending ??= (_next, EndpointSnapshot.Write(State), State.TakeUnsaved());

        public void EndSnapshot(bool isCommitted)
        {
            if (_pending is not { } pending)
                return;
            (int next, byte[] snapshot, UnsavedWindows unsaved) = pending;
            _pending = null;
            if (!isCommitted)
                return;
            Dictionary<WindowKey, byte[]> windows = new(_latest.Windows);
            foreach (WindowKey removal in unsaved.Removals)
            {
                foreach (WindowKey key in windows.Keys.Where(key => key.Tier == removal.Tier && key.StartUnixMs < removal.StartUnixMs).ToArray())
                    windows.Remove(key);
            }

            foreach ((WindowKey key, byte[] bytes) in unsaved.Windows)
                windows[key] = bytes;
            // What the removals took must not be missed by the snapshot before, which is what they promise.
            Dictionary<WindowKey, byte[]> kept = new(_latest.Windows.Where(window => windows.ContainsKey(window.Key)));
            _previous = _latest with { Windows = kept };
            _latest = new Saved(next, snapshot, windows);
            State.MarkStored(unsaved);
        }

        /// <summary>The activation ends; the next begins with either snapshot and applies what follows it.</summary>
        public void FallBack(List<(EntryHeader Header, byte[] Body)> log, int head)
        {
            _pending = null;
            if (_previous is not null && random.Next(2) == 0)
                (_latest, _previous) = (_previous, null);
            if (_latest.Next == 0)
                State = new EndpointState(options);
            else if (EndpointSnapshot.TryRead(_latest.Snapshot, out EndpointState? restored, out _))
                State = restored;
            _next = _latest.Next;
            while (_next < head)
                Apply(log[_next]);
        }

        public EndpointView Query(EndpointQuery query)
        {
            if (State.ReadFor(query) is not { } read)
                return State.Query("e", query)!;
            PackedWindow[] windows = [.. _latest.Windows
                .Where(window => window.Key.Tier == read.Tier && window.Key.StartUnixMs >= read.FromUnixMs && window.Key.StartUnixMs < read.ToUnixMs)
                .Select(window => new PackedWindow(window.Key.StartUnixMs, window.Value))
                .OrderBy(window => window.StartUnixMs)];
            return State.Query("e", query, new StoredWindows(read, windows))!;
        }

        private sealed record Saved(int Next, byte[] Snapshot, Dictionary<WindowKey, byte[]> Windows);
    }
}
