using Pipeline.Core.Costs;
using Pipeline.Core.Queries;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Costs;

/// <summary>Which windows are compared, and what is said where there are none.</summary>
public sealed class CostQueriesTests
{
    private const long Start = CostWorld.Start;
    private const long Minute = CostWorld.Minute;

    [Fact]
    public void Cost_WithoutReference_ComparesAsMuchJustBefore()
    {
        CostView view = Busy(minutes: 2).CostOfMinute(Start + Minute);
        Assert.Equal(
            (Start + Minute, Start + (2 * Minute), 60.0), (view.Cost.Now.FromUnixMs, view.Cost.Now.ToUnixMs, view.Cost.Now.Seconds));
        Assert.Equal((Start, Start + Minute, 60.0), (view.Cost.Reference!.FromUnixMs, view.Cost.Reference.ToUnixMs, view.Cost.Reference.Seconds));
        Assert.Equal((0L, null), (view.OverlapMs, view.ReferenceMissing));
    }

    [Fact]
    public void Cost_ReferenceInACoarserTier_ReadsBothFromItWithoutOverlap()
    {
        // The last 25 minutes are kept in windows of ten seconds, the 25 before no longer.
        CostWorld world = Busy(minutes: 70);
        long latest = Start + (70 * Minute) - 1_000;
        CostView view = world.Ask(EndpointQuery.Between(latest - (25 * Minute), latest + 1));
        CostPeriod now = view.Cost.Now;
        CostPeriod before = view.Cost.Reference!;
        Assert.Equal((0, 0), (now.FromUnixMs % Minute, now.ToUnixMs % Minute));
        Assert.Equal(now.FromUnixMs, before.ToUnixMs);
        Assert.Equal(now.ToUnixMs - now.FromUnixMs, before.ToUnixMs - before.FromUnixMs);
        Assert.Equal(0, view.OverlapMs);
        Assert.Equal((now.Seconds, before.Seconds), (now.Cell.Calls.Count, before.Cell.Calls.Count));
        Assert.Equal(new AddedParts(0, 0, 0), view.Cost.Operations[0].AddedMs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Cost_AnyRange_PeriodsAreApartEquallyLongAndHoldWhatTheyCover(int seed)
    {
        // Long enough for three tiers; a random number of events each second, as one that stands for so many.
        const int seconds = 100 * 60;
        Random random = new(seed);
        long[] counts = [.. Enumerable.Range(0, seconds).Select(_ => random.NextInt64(1, 20))];
        CostWorld world = new CostWorld().Add(Start, seconds, 1, time =>
        {
            EventRecord record = CostWorld.Request(time, 100, ("a", 1 + random.Next(9), 1 + random.Next(50), null));
            record.Count = (int)counts[(time - Start) / 1_000];
            return record;
        });
        int compared = 0;
        for (int round = 0; round < 300; round++)
        {
            long from = Start + random.NextInt64(seconds * 1_000L);
            long to = from + 1 + (long)(Math.Pow(random.NextDouble(), 3) * seconds * 1_000);
            CostView view = world.Ask(EndpointQuery.Between(from, to));
            AssertHolds(view.Cost.Now, counts);
            if (view.Cost.Reference is not { } before)
                continue;
            compared++;
            AssertHolds(before, counts);
            Assert.Equal(view.Cost.Now.FromUnixMs, before.ToUnixMs);
            long length = view.Cost.Now.ToUnixMs!.Value - view.Cost.Now.FromUnixMs!.Value;
            Assert.Equal(Math.Max(Start, before.ToUnixMs!.Value - length), before.FromUnixMs);
            AddedParts parts = view.Cost.Operations[0].AddedMs!.Value;
            double whole = (view.Cost.Operations[0].TimeMs!.Value / view.Cost.Now.Seconds)
                - (before.Cell.Operations[0].MsPerEvent!.Value * before.EventsPerSecond);
            Assert.Equal(parts.Volume + parts.PerEvent + parts.PerCall!.Value, parts.Difference);
            Assert.Equal(whole, parts.Difference, 1e-6);
        }

        Assert.True(compared > 50, $"Only {compared} ranges had anything to compare with.");
    }

    private static void AssertHolds(CostPeriod period, long[] counts)
    {
        int first = (int)((period.FromUnixMs!.Value - Start) / 1_000);
        int end = (int)Math.Min(counts.Length, (period.ToUnixMs!.Value - Start) / 1_000);
        Assert.Equal(counts[first..end].Sum(), period.Cell.Calls.Count);
        Assert.Equal(end - first, period.Seconds);
    }

    [Fact]
    public void Cost_OpenWindow_IsCountedAsFarAsItHasGoneBy()
    {
        CostWorld world = Busy(minutes: 60).Add(Start + (60 * Minute), 20, 1, time => CostWorld.Request(time, 100));
        CostView view = world.Ask(EndpointQuery.Between(Start + (55 * Minute), Start + (75 * Minute)));
        Assert.Equal(((5 * 60) + 20.0, 1.0), (view.Cost.Now.Seconds, view.Cost.Now.EventsPerSecond));
    }

    [Fact]
    public void Cost_ExplicitReference_IsComparedPerSecond()
    {
        CostWorld world = Busy(minutes: 10).Add(Start + (10 * Minute), 60, 10, time => CostWorld.Request(time, 100, ("a", 2, 50, null)));
        CostView view = world.Ask(
            EndpointQuery.Between(Start + (10 * Minute), Start + (11 * Minute)), EndpointQuery.Between(Start, Start + (5 * Minute)));
        Assert.Equal((60.0, 300.0), (view.Cost.Now.Seconds, view.Cost.Reference!.Seconds));
        Assert.Equal(new AddedParts(450, 0, 0), view.Cost.Operations[0].AddedMs);
    }

    [Fact]
    public void Cost_ReferenceInsideTheRange_SaysHowMuchIsInBoth()
    {
        CostView view = Busy(minutes: 10).Ask(EndpointQuery.Between(Start, Start + (10 * Minute)), EndpointQuery.Between(Start + Minute, Start + (2 * Minute)));
        Assert.Equal(Minute, view.OverlapMs);
    }

    [Fact]
    public void Cost_NothingBefore_SaysWhy()
    {
        CostWorld world = Busy(minutes: 2);
        AssertMissing("the endpoint's first event came after the reference", world.CostOfMinute(Start));
        AssertMissing("all time has nothing before it to compare with", world.Ask(EndpointQuery.All));
        AssertMissing("the endpoint has no events yet", new CostWorld().Ask(EndpointQuery.All));
        Assert.Null(world.Ask(EndpointQuery.All, EndpointQuery.Between(Start, Start + Minute)).ReferenceMissing);
    }

    [Fact]
    public void Cost_ReferenceNoLongerRetained_SaysWhy()
    {
        long later = Start + (10 * 24 * 60 * Minute);
        CostWorld world = Busy(minutes: 2).Add(later, 60, 1, time => CostWorld.Request(time, 100, ("a", 2, 50, null)));
        CostView view = world.Ask(EndpointQuery.Between(later, later + Minute), EndpointQuery.Between(Start, Start + Minute));
        AssertMissing("windows of the reference are no longer retained", view);
        AssertMissing("windows of the reference are no longer retained", world.Ask(EndpointQuery.Last(7 * 24 * 60 * Minute)));
        Assert.Equal(60, view.Cost.Now.Cell.Calls.Count);
    }

    [Fact]
    public void Cost_Segment_IsThatAlone()
    {
        CostWorld world = Busy(minutes: 2).Add(Start + Minute, 60, 3, time =>
        {
            EventRecord record = CostWorld.Request(time, 10);
            record.Segment = "free";
            return record;
        });
        EndpointQuery range = EndpointQuery.Between(Start + Minute, Start + (2 * Minute));
        Assert.Equal((240, 180, 60), (CountOf(null), CountOf("free"), CountOf("premium")));
        Assert.Null(world.State.FindUnknownName(QueryOf("free")));
        Assert.Equal("segment is 'gold', which was never seen; there are free, premium.", world.State.FindUnknownName(QueryOf("gold")));

        double CountOf(string? segment) => world.Ask(range, segment: segment).Cost.Now.Cell.Calls.Count;
        CostQuery QueryOf(string segment) => new(range, null, segment, CostOrder.Now, 20);
    }

    private static void AssertMissing(string reason, CostView view)
    {
        Assert.Equal(reason, view.ReferenceMissing);
        Assert.Null(view.Cost.Reference);
        Assert.Null(view.Cost.AddedMs);
        Assert.All(view.Cost.Operations, operation => Assert.Null(operation.AddedMs));
        Assert.All(view.Cost.Operations, operation => Assert.Null(operation.AddedCalls));
    }

    /// <summary>One event a second with two calls of <c>a</c>, from the start on.</summary>
    private static CostWorld Busy(int minutes) => new CostWorld().Add(Start, minutes * 60, 1, time => CostWorld.Request(time, 100, ("a", 2, 50, null)));
}
