using Pipeline.Core.Costs;
using Pipeline.Core.Queries;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Core.Tests.Costs;

public sealed class CellCostTests
{
    private const long Start = CostWorld.Start;
    private const long Minute = CostWorld.Minute;

    [Fact]
    public void Operations_NestedOnes_AreRankedBySelfTime()
    {
        CellCost cost = new CostWorld().Add(Start, 10, 2, time => CostWorld.Request(time, 100, ("render", 1, 95, 5), ("json.dumps", 40, 70, 70), ("redis", 3, 20, 20))).CostOfAll();

        Assert.Equal(["json.dumps", "redis", "render"], NamesOf(cost));
        Assert.Equal((CostBasis.SelfTime, 2_000.0), (cost.Basis, cost.TimeMs));
        OperationCost first = cost.Operations[0];
        Assert.Equal((800, 1_400, 1_400, 0.7), (first.Calls, first.TimeMs, first.SelfMs, first.ShareOfTime!.Value));
        Assert.Equal(40.0 / 44, first.ShareOfCalls, 1e-12);
        Assert.Equal((1_900.0, 0.05), (cost.Operations[2].TimeMs, Math.Round(cost.Operations[2].ShareOfTime!.Value, 12)));
        Assert.Null(first.AddedMs);
    }

    [Fact]
    public void Operations_SomeWithoutSelfTime_SayWhichTimeCounts()
    {
        CellCost cost = new CostWorld().Add(Start, 5, 1, time => CostWorld.Request(time, 100, ("inner", 2, 50, 30), ("outer", 1, 40, null))).CostOfAll();
        Assert.Null(cost.Basis);
        Assert.Equal([("outer", CostBasis.Time), ("inner", CostBasis.SelfTime)], cost.Operations.Select(operation => (operation.Operation.Name, operation.Basis)));
    }

    [Fact]
    public void Operations_WithoutTime_ComeLastByCallsAndAreNotEstimated()
    {
        CostWorld world = new CostWorld()
            .Add(Start, 60, 1, time => CostWorld.Request(time, 100, ("a", 2, null, null), ("b", 847, null, null), ("timed", 1, 1, null)))
            .Add(Start + Minute, 60, 2, time => CostWorld.Request(time, 100, ("a", 2, null, null), ("b", 847, null, null), ("timed", 1, 1, null)));

        CellCost cost = world.CostOfMinute(Start + Minute).Cost;

        Assert.Equal(["timed", "b", "a"], NamesOf(cost));
        OperationCost untimed = cost.Operations[1];
        Assert.Equal((CostBasis.Calls, null, null, null), (untimed.Basis, untimed.CountedMs, untimed.ShareOfTime, untimed.AddedMs));
        Assert.Equal("no time of it is known", untimed.AddedMissing);
        Assert.Equal(new AddedParts(847, 0, null), untimed.AddedCalls);
    }

    [Fact]
    public void Operations_TimedInOnePeriodOnly_HaveNoAddedTimeButTheReason()
    {
        CostWorld world = new CostWorld()
            .Add(Start, 60, 1, time => CostWorld.Request(time, 100, ("later", 2, null, null), ("before", 2, 10, null), ("half", 2, 10, null)))
            .Add(Start + Minute, 60, 1, time => CostWorld.Request(time, 100, ("later", 2, 10, null), ("before", 2, null, null), ("half", 2, 30, 20)));

        Dictionary<string, OperationCost> costs = world.CostOfMinute(Start + Minute).Cost.Operations.ToDictionary(cost => cost.Operation.Name);

        Assert.Equal((null, "no time of it is known in the reference"), (costs["later"].AddedMs, costs["later"].AddedMissing));
        Assert.Equal((null, "no time of it is known in the range"), (costs["before"].AddedMs, costs["before"].AddedMissing));

        // Self time now, all of it in both: compared is what both know.
        Assert.Equal((CostBasis.SelfTime, CostBasis.Time), (costs["half"].Basis, costs["half"].AddedBasis));
        Assert.Equal(20, costs["half"].AddedMs!.Value.Difference, 1e-9);
    }

    [Fact]
    public void Operations_OfEitherPeriod_AreThere()
    {
        CostWorld world = new CostWorld()
            .Add(Start, 60, 1, time => CostWorld.Request(time, 100, ("old", 2, 60, null)))
            .Add(Start + Minute, 60, 2, time => CostWorld.Request(time, 100, ("new", 3, 50, null)));

        CellCost cost = world.CostOfMinute(Start + Minute).Cost;

        Assert.Equal(["new", "old"], NamesOf(cost));
        Assert.Equal(new AddedParts(0, 100, 0), cost.Operations[0].AddedMs);
        Assert.Equal(new AddedParts(60, -120, 0), cost.Operations[1].AddedMs);
        Assert.Equal((0.0, 0.0), (cost.Operations[1].Calls, cost.Operations[1].TimeMs));
    }

    [Fact]
    public void Operations_ByAdded_StartWithWhatRose()
    {
        CostWorld world = new CostWorld()
            .Add(Start, 60, 1, time => CostWorld.Request(time, 100, ("great", 1, 80, null), ("rising", 1, 1, null), ("untimed", 1, null, null)))
            .Add(Start + Minute, 60, 1, time => CostWorld.Request(time, 100, ("great", 1, 79, null), ("rising", 9, 9, null), ("untimed", 5, null, null)));
        EndpointQuery range = EndpointQuery.Between(Start + Minute, Start + (2 * Minute));
        Assert.Equal(["great", "rising", "untimed"], NamesOf(world.Ask(range).Cost));
        Assert.Equal(["rising", "great", "untimed"], NamesOf(world.Ask(range, order: CostOrder.Added).Cost));
    }

    [Fact]
    public void Operations_Equal_AreOrderedByName()
    {
        CellCost cost = new CostWorld().Add(Start, 5, 1, time => CostWorld.Request(time, 9, ("c", 2, 3, null), ("a", 2, 3, null), ("b", 2, 3, null))).CostOfAll();
        Assert.Equal(["a", "b", "c"], NamesOf(cost));
    }

    [Fact]
    public void OthersFrom_SomeLeftOut_AddsThemUp()
    {
        CellCost cost = new CostWorld()
            .Add(Start, 10, 1, time => CostWorld.Request(time, 100, ("a", 1, 50, null), ("b", 2, 20, null), ("c", 3, 10, null), ("d", 4, null, null)))
            .CostOfAll();
        Assert.Equal(new OtherCosts(3, 90, 300, null), cost.OthersFrom(1));
        Assert.Equal(new OtherCosts(1, 40, null, null), cost.OthersFrom(3));
        Assert.Null(cost.OthersFrom(4));
    }

    [Fact]
    public void Resources_TimesFirst_WithWhatWasAdded()
    {
        static EventRecord Record(long time)
        {
            EventRecord record = CostWorld.Request(time, 100);
            record.Resources.Set(Resource.DbQueries, 4);
            record.Resources.Set(Resource.CpuTime, 20_000_000);
            record.Resources.Set(Resource.LockWait, 50_000_000);
            record.Resources.Set(Resource.Threads, 8);
            return record;
        }

        CellCost cost = new CostWorld().Add(Start, 60, 1, Record).Add(Start + Minute, 60, 3, Record).CostOfMinute(Start + Minute).Cost;

        Assert.Equal([Resource.LockWait, Resource.CpuTime, Resource.DbQueries], cost.Resources.Select(resource => resource.Resource.Resource));
        Assert.Equal([0.5, 0.2, null], cost.Resources.Select(resource => resource.ShareOfTime));
        Assert.Equal((9_000.0, new AddedParts(100, 0, null)), (cost.Resources[0].Resource.Total, cost.Resources[0].Added));
        Assert.Equal(new AddedParts(8, 0, null), cost.Resources[2].Added);
        Assert.Equal(new AddedParts(200, 0, null), cost.AddedMs);
    }

    [Fact]
    public void Of_NoEventsInTheReference_AllIsTraffic()
    {
        CostWorld world = new CostWorld()
            .Add(Start, 10, 1, time => CostWorld.Request(time, 100, ("a", 5, 50, null)))
            .Add(Start + (2 * Minute), 60, 2, time => CostWorld.Request(time, 200, ("a", 9, 90, null)));
        CellCost cost = world.CostOfMinute(Start + (2 * Minute)).Cost;
        Assert.Equal((0L, 60.0), (cost.Reference!.Cell.Calls.Events, cost.Reference.Seconds));
        Assert.Equal(new AddedParts(180, 0, 0), Assert.Single(cost.Operations).AddedMs);
        Assert.Equal(new AddedParts(400, 0, null), cost.AddedMs);
    }

    [Fact]
    public void Of_NoEventsInTheRange_AllIsTrafficThatFell()
    {
        CostWorld world = new CostWorld()
            .Add(Start, 60, 1, time => CostWorld.Request(time, 100, ("a", 5, 50, null)))
            .Add(Start + (2 * Minute), 1, 1, time => CostWorld.Request(time, 100));
        CellCost cost = world.CostOfMinute(Start + Minute).Cost;
        OperationCost gone = Assert.Single(cost.Operations);
        Assert.Equal((0, 0, null, new AddedParts(-50, 0, 0)), (gone.Calls, gone.ShareOfCalls, gone.ShareOfTime, gone.AddedMs));
        Assert.Equal(new AddedParts(-100, 0, null), cost.AddedMs);
    }

    [Fact]
    public void Of_CallsOnlyCountedInTheReference_SaysNothingOfOperations()
    {
        CostWorld world = new CostWorld().Add(Start - Minute, 1, 1, time => CostWorld.Request(time, 100));
        for (int second = 0; second < 60; second++)
            world.Apply(Start + (second * 1_000), Sections.Of([], [new Tally((Start / 1_000) + second, 10, "premium")]));
        world.Add(Start + Minute, 60, 1, time => CostWorld.Request(time, 100, ("a", 5, 50, null)));

        CellCost cost = world.CostOfMinute(Start + Minute).Cost;

        Assert.Equal(600, cost.Reference!.Cell.Calls.Count);
        OperationCost operation = Assert.Single(cost.Operations);
        Assert.Equal(
            (null, null, "calls of the reference are counted, but none was recorded"), (operation.AddedMs, operation.AddedCalls, operation.AddedMissing));
        Assert.Null(cost.AddedMs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_SampledAndTallied_ScalesToAllCallsAndPartsAddUp(int seed)
    {
        // One of ten is recorded and stands for ten; all are counted.
        Random random = new(seed);
        CostWorld world = new();
        for (int second = 0; second < 120; second++)
        {
            long time = Start + (second * 1_000L);
            int count = second < 60 ? 100 : 300;
            List<EventRecord> recorded = [];
            for (int index = 0; index < count; index++)
            {
                EventRecord record = CostWorld.Request(time, 100 + random.Next(50), ("a", 5 + random.Next(5), 40 + random.Next(20), 30), ("b", random.Next(1, 4), null, null));
                record.WeightMicro = 10_000_000;
                if (random.Next(10) == 0)
                    recorded.Add(record);
            }

            world.Apply(time, Sections.Of(recorded, [new Tally(time / 1_000, count, "premium")]));
        }

        CellCost cost = world.CostOfMinute(Start + Minute).Cost;

        OperationCost a = cost.Operations[0];
        Assert.Equal((18_000.0, 6_000.0), (cost.Now.Cell.Calls.Count, cost.Reference!.Cell.Calls.Count));
        Assert.Equal(18_000 * a.Operation.PerEvent, a.Calls, 1e-6);
        Assert.InRange(a.Calls, 18_000 * 6.5, 18_000 * 7.5);
        Assert.InRange(cost.TimeMs!.Value, 18_000 * 120.0, 18_000 * 129.0);
        Assert.InRange(a.Operation.PerEvent, a.Operation.Interval!.Value.Lower!.Value, a.Operation.Interval.Value.Upper!.Value);
        Assert.NotNull(cost.Now.Cell.Duration!.MeanInterval);
        AddedParts parts = a.AddedMs!.Value;
        OperationView before = cost.Reference.Cell.Operations.Single(operation => operation.Name == "a");
        Assert.Equal((300 * a.Operation.SelfMsPerEvent!.Value) - (100 * before.SelfMsPerEvent!.Value), parts.Difference, 1e-6);
        Assert.Equal(parts.Volume + parts.PerEvent + parts.PerCall!.Value, parts.Difference);
        Assert.InRange(parts.Volume / parts.Difference, 0.85, 1.15);
    }

    [Fact]
    public void Of_EventsThatStandForMany_AreAsGoodAsMany()
    {
        EventRecord many = CostWorld.Request(Start, 100, ("a", 500, 5_000, null));
        many.Count = 100;
        CostWorld world = new();
        world.Apply(Start, Sections.Of(many));
        CellCost cost = world.CostOfAll();
        Assert.Equal((10_000.0, 500.0, 5_000.0, 0.5), (cost.TimeMs, cost.Operations[0].Calls, cost.Operations[0].TimeMs, cost.Operations[0].ShareOfTime));
    }

    private static IEnumerable<string> NamesOf(CellCost cost) => cost.Operations.Select(operation => operation.Operation.Name);
}
