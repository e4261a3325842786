using Pipeline.Core.Catalog;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;

namespace Pipeline.Core.Tests.Catalog;

/// <summary>Summaries say what a query of the same windows says, whatever has left memory meanwhile.</summary>
public sealed class RecentWindowsTests
{
    private const long Start = 1_800_000_000_000;
    private const long WidthMs = 10_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Summarize_RandomEventsStoresAndRestarts_EqualsTheQuery(int seed)
    {
        Random random = new(seed);
        RandomEvents draw = new(random);
        EndpointState reference = new();
        EndpointState state = new();
        Dictionary<WindowKey, byte[]> store = [];
        RecentWindows recent = new();
        long now = Start;
        for (int step = 0; step < 400; step++)
        {
            now += random.Next(20) == 0 ? random.Next(200_000) : random.Next(3_000);
            byte[] body = Sections.Of(
                Enumerable.Range(0, random.Next(1, 6)).Select(_ => draw.Draw(now - (long)(Math.Pow(random.NextDouble(), 4) * 250_000))),
                Enumerable.Range(0, random.Next(2)).Select(_ => new Tally((now / 1_000) - random.Next(100), random.Next(1, 50))));
            EntryHeader header = new(EntryKind.Section, now);
            reference.Apply(header, body);
            Load(state, header, body, store);
            state.Apply(header, body);
            if (random.Next(8) == 0)
                Store(state, recent, store);
            if (random.Next(30) == 0)
                recent = new RecentWindows();
            if (random.Next(3) != 0)
                continue;
            if (!recent.IsReady(state))
                recent.Start(state, Read(recent.ReadFor(state), store));
            AssertSame(reference, recent.Summarize(state, "e"), $"seed {seed}, step {step}");
        }
    }

    [Fact]
    public void Summarize_YoungEndpoint_HasTheRateOfAMinuteAtLeast()
    {
        EndpointState state = new();
        for (int second = 0; second < 4; second++)
        {
            EventRecord record = new() { TimeUnixMs = Start + (second * 1_000), DurationNs = 2_000_000 };
            state.Apply(new EntryHeader(EntryKind.Section, Start + (second * 1_000)), Sections.Of(record));
        }

        RecentWindows recent = new();
        recent.Start(state, StoredWindows.None);
        EndpointSummaryReport summary = recent.Summarize(state, "e");

        Assert.Equal((Start, Start + 4_000, 4, 4 / 60.0), (summary.From, summary.To, summary.Count, summary.Rate));
        Assert.Equal(8 / 60.0, summary.TimeMsPerS);
        Assert.Equal(["default"], summary.Segments);
        Assert.Null(summary.CpuMs);
    }

    [Fact]
    public void Summarize_NothingEverCame_IsUnknown()
    {
        RecentWindows recent = new();
        EndpointState state = new();
        Assert.Null(recent.ReadFor(state));
        recent.Start(state, StoredWindows.None);
        Assert.Equal((null, 0.0), (recent.Summarize(state, "e").AsOf, recent.Summarize(state, "e").Count));
    }

    private static void AssertSame(EndpointState reference, EndpointSummaryReport summary, string situation)
    {
        long latest = reference.LatestUnixMs!.Value;
        EndpointView view = reference.Query("e", EndpointQuery.Between(latest + 1 - RecentWindows.SpanMs, latest + 1, WidthMs))!;
        CallsView calls = view.Total.Calls;
        Assert.True(
            (latest, calls.Events, calls.Count, calls.CountStandardError, calls.Errors) == (summary.AsOf, summary.Events, summary.Count, summary.CountStandardError, summary.Errors),
            $"{situation}: {calls} is not {summary}");
        QuantilesView? duration = view.Total.Duration?.Ms;
        Assert.True(
            (duration?.Mean, duration?.P50.Estimate, duration?.P95.Estimate, duration?.P99.Estimate, duration?.Max)
                == (summary.DurationMs?.Mean, summary.DurationMs?.P50, summary.DurationMs?.P95, summary.DurationMs?.P99, summary.DurationMs?.Max),
            $"{situation}: {duration} is not {summary.DurationMs}");
        Assert.Equal(view.Total.Resources.FirstOrDefault(resource => resource.Resource == Resource.DbQueries)?.PerEvent, summary.DbQueries);
        Assert.InRange(summary.From!.Value, view.FromUnixMs!.Value, view.ToUnixMs!.Value);
        Assert.InRange(summary.To!.Value, summary.From!.Value + 1, view.ToUnixMs!.Value);
    }

    private static void Load(EndpointState state, EntryHeader header, byte[] body, Dictionary<WindowKey, byte[]> store)
    {
        HashSet<WindowKey> unloaded = [];
        state.FindUnloaded(header, body, unloaded);
        foreach (WindowKey key in unloaded)
            state.Load(key, store.GetValueOrDefault(key));
    }

    private static void Store(EndpointState state, RecentWindows recent, Dictionary<WindowKey, byte[]> store)
    {
        recent.Follow(state);
        UnsavedWindows unsaved = state.TakeUnsaved();
        foreach ((WindowKey key, byte[] bytes) in unsaved.Windows)
            store[key] = bytes;
        state.MarkStored(unsaved);
    }

    private static StoredWindows Read(WindowRead? wanted, Dictionary<WindowKey, byte[]> store) => wanted is not { } read
        ? StoredWindows.None
        : new StoredWindows(read, [.. store
            .Where(pair => pair.Key.Tier == read.Tier && pair.Key.StartUnixMs >= read.FromUnixMs && pair.Key.StartUnixMs < read.ToUnixMs)
            .OrderBy(pair => pair.Key.StartUnixMs)
            .Select(pair => new PackedWindow(pair.Key.StartUnixMs, pair.Value))]);
}
