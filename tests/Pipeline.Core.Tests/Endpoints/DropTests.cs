using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>What clients dropped is kept by window, segment and cause, and counts as nothing else.</summary>
public sealed class DropTests
{
    private const long Start = 1_800_000_000_000;
    private const long StartSecond = Start / 1_000;

    private readonly EndpointState _state = new();

    private EndpointView All => _state.Query("e", EndpointQuery.All)!;

    [Fact]
    public void Apply_DropsAlone_CountNeitherAsEventsNorAsCalls()
    {
        ApplyResult result = Apply(Start, new Drop(StartSecond, DropCause.BufferFull, 12), new Drop(StartSecond, DropCause.Expired, 3, 4, "premium"));

        Assert.Equal((0, 0, 2), (result.AcceptedEvents, result.AcceptedTallies, result.AcceptedDrops));
        EndpointView view = All;
        Assert.Equal(new CallsView(0, 0, 0, 0), view.Total.Calls);
        Assert.Equal([new DropCounts(DropCause.BufferFull, 12, 0), new DropCounts(DropCause.Expired, 3, 4)], view.Total.Dropped);
        Assert.Equal(["free", "premium"], view.Segments.Select(segment => segment.Name));
        Assert.Equal([new DropCounts(DropCause.Expired, 3, 4)], view.Segments[1].Cell.Dropped);
        Assert.Equal(default, _state.Counters);
    }

    [Fact]
    public void Query_Range_HasTheDropsOfItsSeconds()
    {
        for (int second = 0; second < 100; second++)
            Apply(Start + (second * 1_000), new Drop(StartSecond + second, DropCause.SpoolFull, 1 + second));

        EndpointView view = _state.Query("e", EndpointQuery.Between(Start + 20_000, Start + 23_000))!;
        Assert.Equal([new DropCounts(DropCause.SpoolFull, 21 + 22 + 23, 0)], view.Total.Dropped);
        Assert.Equal([new DropCounts(DropCause.SpoolFull, 5_050, 0)], All.Total.Dropped);
    }

    [Fact]
    public void Apply_TooOldOrTooFarAhead_IsRefusedAndCounted()
    {
        Apply(Start, new Drop(StartSecond, DropCause.Refused, 1));
        ApplyResult result = Apply(
            Start,
            new Drop(StartSecond - (170L * 3_600), DropCause.Refused, 1),
            new Drop(StartSecond + 121, DropCause.Refused, 1),
            new Drop(StartSecond + 120, DropCause.Refused, 1));

        Assert.Equal((1, 2), (result.AcceptedDrops, result.RefusedDrops));
        Assert.Equal((1, 1), (_state.Counters.RefusedTooOld, _state.Counters.RefusedTooFarAhead));
        Assert.Equal([new DropCounts(DropCause.Refused, 2, 0)], All.Total.Dropped);
    }

    /// <summary>Random drops at any delay: each is in every window that covers it, in the lifetime, and in the snapshot.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Query_RandomDrops_AgreeWithTheirSum(int seed)
    {
        Random random = new(seed);
        WindowOptions tiers = new([new(1_000, 4), new(5_000, 4), new(20_000, 400)]);
        EndpointState state = new(new EndpointOptions { Windows = tiers });
        List<Drop> all = [];
        long now = Start;
        for (int step = 0; step < 80; step++)
        {
            now += random.Next(4_000);
            List<Drop> drops = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Draw(now, random))];
            all.AddRange(drops);
            state.Apply(new EntryHeader(EntryKind.Section, now), Sections.Of([Sections.Event(now)], [], drops));
        }

        Assert.Equal(Sum(all, long.MinValue, long.MaxValue, "free"), DropsOf(state.Query("e", EndpointQuery.All)!, "free"));
        Assert.True(EndpointSnapshot.TryRead(EndpointSnapshot.Write(state), out EndpointState? read, out _));
        Assert.Equal(Sum(all, long.MinValue, long.MaxValue, "free"), DropsOf(read.Query("e", EndpointQuery.All)!, "free"));
        for (int question = 0; question < 30; question++)
        {
            long from = now - random.Next(150_000);
            EndpointView view = state.Query("e", EndpointQuery.Between(from, from + 1 + random.Next(60_000)))!;
            foreach (string segment in new[] { "free", "premium" })
                Assert.Equal(Sum(all, view.FromUnixMs!.Value, view.ToUnixMs!.Value, segment), DropsOf(view, segment));
        }
    }

    private static Drop Draw(long now, Random random) => new(
        (now - random.Next(120_000)) / 1_000,
        (DropCause)random.Next(DropCauses.Count),
        random.Next(20),
        1 + random.Next(20),
        random.Next(2) == 0 ? "free" : "premium");

    private static List<DropCounts> Sum(List<Drop> drops, long from, long to, string segment) =>
    [
        .. drops
            .Where(drop => drop.Segment == segment && drop.UnixSecond * 1_000 >= from && drop.UnixSecond * 1_000 < to)
            .GroupBy(drop => drop.Cause)
            .OrderBy(group => group.Key)
            .Select(group => new DropCounts(group.Key, group.Sum(drop => drop.Events), group.Sum(drop => drop.Calls))),
    ];

    private static IReadOnlyList<DropCounts> DropsOf(EndpointView view, string segment) =>
        view.Segments.FirstOrDefault(other => other.Name == segment)?.Cell.Dropped ?? [];

    private ApplyResult Apply(long arrival, params Drop[] drops) =>
        _state.Apply(new EntryHeader(EntryKind.Section, arrival), Sections.Of([], [], drops));
}
