using Pipeline.Core.Costs;
using Pipeline.Core.Queries;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Costs;

/// <summary>What is said of the second minute against the first.</summary>
public sealed class CostSentenceTests
{
    private const long Start = CostWorld.Start;
    private const long Minute = CostWorld.Minute;

    private static readonly (string Name, int Calls, int? Ms, int? SelfMs) s_sin = ("json.dumps", 847, 3_100, null);

    [Fact]
    public void Of_OldSinUnderTenTimesTheTraffic_NamesItAndTheTraffic()
    {
        Assert.Equal(
            "`json.dumps` takes 62 % of the time of `/recommend` (847 calls per event, 3.1 s per event); "
            + "100 % of what was added since 08:01 UTC came by more traffic, not by more calls per event or slower calls.",
            Say(1, time => CostWorld.Request(time, 5_000, s_sin, ("redis", 7, 500, null)), 10, time => CostWorld.Request(time, 5_000, s_sin, ("redis", 7, 500, null))));
    }

    [Fact]
    public void Of_MoreCalls_NamesThem() => Assert.EndsWith(
        "(847 calls per event, 847 ms per event); 100 % of what was added since 08:01 UTC came by more calls per event, not by more traffic or slower calls.",
        Say(1, Calls(3, 3), 1, Calls(847, 847)),
        StringComparison.Ordinal);

    [Fact]
    public void Of_SlowerCalls_NamesThem() => Assert.EndsWith(
        "100 % of what was added since 08:01 UTC came by slower calls, not by more traffic or more calls per event.",
        Say(1, Calls(3, 3), 1, Calls(3, 90)),
        StringComparison.Ordinal);

    [Fact]
    public void Of_SeveralCauses_DividesThem() => Assert.EndsWith(
        // 10 ms by the event more, 30 ms by the calls more.
        "; of what was added since 08:01 UTC 75 % by more calls per event and 25 % by more traffic.",
        Say(1, Calls(4, 10), 2, Calls(10, 25)),
        StringComparison.Ordinal);

    [Fact]
    public void Of_SmallSecondCause_IsNotDenied() => Assert.EndsWith(
        "; of what was added since 08:01 UTC 91 % by more traffic and 9 % by more calls per event.",
        Say(1, Calls(100, 100), 10, Calls(109, 109)),
        StringComparison.Ordinal);

    [Fact]
    public void Of_CausesAgainstOneAnother_SaysWhatEachDid() => Assert.EndsWith(
        "; since 08:01 UTC more traffic added 1.2 s per second and fewer calls per event took away 800 ms per second.",
        Say(1, Calls(4, 400), 4, Calls(2, 175)),
        StringComparison.Ordinal);

    [Fact]
    public void Of_AnotherOperationAddedMore_NamesBoth() => Assert.Equal(
        "`postgres` takes 60 % of the time of `/recommend` (2 calls per event, 600 ms per event); "
        + "most was added by `redis`: 100 % of what was added since 08:01 UTC came by slower calls, not by more traffic or more calls per event.",
        Say(
            1, time => CostWorld.Request(time, 800, ("postgres", 2, 600, null), ("redis", 3, 20, null)),
            1, time => CostWorld.Request(time, 1_000, ("postgres", 2, 600, null), ("redis", 3, 250, null))));

    [Fact]
    public void Of_CallsWithoutTimeExplode_NamesThemToo() => Assert.EndsWith(
        "; most calls were added by `json.dumps`: 100 % of what was added since 08:01 UTC came by more calls per event, not by more traffic.",
        Say(
            1, time => CostWorld.Request(time, 800, ("postgres", 2, 600, null), ("json.dumps", 3, null, null)),
            1, time => CostWorld.Request(time, 1_000, ("postgres", 2, 600, null), ("json.dumps", 847, null, null))),
        StringComparison.Ordinal);

    [Fact]
    public void Of_LessTraffic_SaysThatItFell() => Assert.EndsWith(
        "; 100 % of what fell away since 08:01 UTC came by less traffic, not by fewer calls per event or faster calls.",
        Say(10, Calls(4, 10), 1, Calls(4, 10)),
        StringComparison.Ordinal);

    [Fact]
    public void Of_NothingChanged_SaysSo() => Assert.EndsWith("; nothing notable was added since 08:01 UTC.", Say(1, Calls(4, 10), 1, Calls(4, 10)), StringComparison.Ordinal);

    [Fact]
    public void Of_NoTimeKnown_CountsCalls() => Assert.Equal(
        "`/recommend` calls `json.dumps` 847 times per event (100 % of the calls it tells of); how long that takes is not known; "
        + "100 % of what was added since 08:01 UTC came by more traffic, not by more calls per event.",
        Say(1, Calls(847, null), 10, Calls(847, null)));

    [Fact]
    public void Of_NoOperations_TellsOfTheEndpoint()
    {
        static EventRecord Record(long time)
        {
            EventRecord record = CostWorld.Request(time, 200);
            record.Resources.Set(Resource.CpuTime, 150_000_000);
            return record;
        }

        Assert.Equal(
            "`/recommend` takes 200 ms per event, 75 % of it on the CPU, and tells of no operations; "
            + "100 % of what was added since 08:01 UTC came by more traffic, not by longer events.",
            Say(1, Record, 2, Record));
    }

    [Fact]
    public void Of_NoCallsInTheRange_SaysWhatWas()
    {
        CostWorld world = new CostWorld()
            .Add(Start, 60, 1, time => CostWorld.Request(time, 100))
            .Add(Start + (2 * Minute), 1, 1, time => CostWorld.Request(time, 100));
        Assert.Equal("`/recommend` has no calls in the range; it had 60 in the reference.", CostSentence.Of(world.CostOfMinute(Start + Minute), "/recommend"));
    }

    [Fact]
    public void Of_NoReference_SaysWhy() => Assert.EndsWith(
        "; all time has nothing before it to compare with.",
        CostSentence.Of(new CostWorld().Add(Start, 1, 1, Calls(1, 1)).Ask(EndpointQuery.All), "/recommend"),
        StringComparison.Ordinal);

    [Fact]
    public void Of_ReferenceOfAnotherDay_NamesTheDay()
    {
        const long day = 24 * 60 * Minute;
        CostWorld world = new CostWorld().Add(Start, 3_600, 1, Calls(3, 3)).Add(Start + day, 60, 4, Calls(3, 3));
        CostView view = world.Ask(EndpointQuery.Between(Start + day, Start + day + Minute), EndpointQuery.Between(Start, Start + (60 * Minute)));
        Assert.Contains("of what was added compared with 2027-01-15 08:00 UTC to 2027-01-15 09:00 UTC came by more traffic", CostSentence.Of(view, "/recommend"), StringComparison.Ordinal);
    }

    private static Func<long, EventRecord> Calls(int calls, int? ms) => time => CostWorld.Request(time, 1_000, ("json.dumps", calls, ms, null));

    private static string Say(int perSecondBefore, Func<long, EventRecord> before, int perSecondNow, Func<long, EventRecord> now) => CostSentence.Of(
        new CostWorld().Add(Start, 60, perSecondBefore, before).Add(Start + Minute, 60, perSecondNow, now).CostOfMinute(Start + Minute), "/recommend");
}
