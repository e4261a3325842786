using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Endpoints;

/// <summary>Random streams against the naive model: every event at some delay, some lost to age, sections in any order.</summary>
public sealed class EndpointStatePropertyTests
{
    private const long Start = 1_800_000_000_000;

    private static readonly WindowOptions SmallTiers = new([new(1_000, 4), new(5_000, 4), new(20_000, 4)]);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Query_RandomStream_AgreesWithTheNaiveModel(int seed)
    {
        Random random = new(seed);
        EndpointOptions options = new() { AllowedLatenessMs = random.Next(3) * 1_500, Windows = SmallTiers };
        EndpointState state = new(options);
        NaiveEndpoint naive = new(options.Windows, options.AllowedLatenessMs);
        RandomEvents events = new(random) { Uniform = seed % 3 == 0 };
        int delayMax = seed % 2 == 0 ? 3_000 : 120_000;
        long now = Start;
        for (int step = 0; step < 60; step++)
        {
            now += random.Next(4_000);
            int count = random.Next(1, 25);
            List<EventRecord> records = [.. Enumerable.Range(0, count).Select(_ => events.Draw(TimeNear(now, delayMax, random)))];
            state.Apply(new EntryHeader(EntryKind.Section, now), Sections.Of(records));
            naive.Apply(records, [], now);
            if (step % 12 == 0)
                AssertAgrees(state, naive, random, now, $"seed {seed}, step {step}");
        }

        AssertAgrees(state, naive, random, now, $"seed {seed}, end");
        Assert.Equal(naive.Late, state.Counters.Late);
        Assert.Equal(naive.Refused, state.Counters.RefusedTooOld + state.Counters.RefusedTooFarAhead);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Query_RandomTalliesWithinTheFinestTier_CountsEachSecondByItsTally(int seed)
    {
        Random random = new(seed);
        EndpointState state = new();
        NaiveEndpoint naive = new(WindowOptions.Default, 5_000);
        RandomEvents events = new(random);
        long now = Start;
        for (int step = 0; step < 40; step++)
        {
            now += random.Next(4_000);
            List<EventRecord> records = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => events.Draw(now - random.Next(60_000)))];
            List<Tally> tallies = [.. Enumerable.Range(0, random.Next(5)).Select(_ => DrawTally(now, random))];
            state.Apply(new EntryHeader(EntryKind.Section, now), Sections.Of(records, tallies));
            naive.Apply(records, tallies, now);
        }

        EndpointView view = state.Query("e", EndpointQuery.All)!;
        (double count, double errors) = naive.CountBetween(0, long.MaxValue);
        Assert.Equal(count, view.Total.Calls.Count, 1e-6);
        Assert.Equal(errors, view.Total.Calls.Errors, 1e-6);
        EndpointView last = state.Query("e", EndpointQuery.Last(30_000))!;
        (count, errors) = naive.CountBetween(last.FromUnixMs!.Value, last.ToUnixMs!.Value);
        Assert.Equal(count, last.Total.Calls.Count, 1e-6);
        Assert.Equal(errors, last.Total.Calls.Errors, 1e-6);
    }

    private static Tally DrawTally(long now, Random random) => new(
        (now - random.Next(60_000)) / 1_000,
        random.Next(1, 100),
        random.Next(2) == 0 ? "free" : "premium",
        random.Next(5) == 0 ? Outcome.Error : Outcome.Ok);

    private static long TimeNear(long now, int delayMax, Random random)
        => random.Next(30) == 0 ? now + random.Next(150_000) : now - (long)(delayMax * Math.Pow(random.NextDouble(), 3));

    private static void AssertAgrees(EndpointState state, NaiveEndpoint naive, Random random, long now, string situation)
    {
        List<EndpointQuery> queries = [EndpointQuery.All, EndpointQuery.Last(1), EndpointQuery.Last(random.Next(1, 200_000))];
        long from = now - random.Next(1, 200_000);
        queries.Add(EndpointQuery.Between(from, from + random.Next(1, 100_000)));
        queries.Add(EndpointQuery.Between(from, from + random.Next(1, 100_000), 5_000));
        foreach (EndpointQuery query in queries)
        {
            EndpointView view = state.Query("e", query)!;
            if (view.FromUnixMs is not { } viewFrom || view.ToUnixMs is not { } viewTo)
                continue;
            AssertAgrees([.. naive.Between(viewFrom, viewTo)], view.Total, $"{situation}, {query}, {viewFrom - Start} to {viewTo - Start}");
        }
    }

    private static void AssertAgrees(List<EventRecord> events, CellView view, string situation)
    {
        Assert.True(events.Count == view.Calls.Events, $"{situation}: {view.Calls.Events} events for {events.Count}");
        double calls = events.Sum(NaiveEndpoint.Calls);
        AssertClose(calls, view.Calls.Count, situation + ", count");
        double errors = events.Where(record => record.Outcome == Outcome.Error).Sum(NaiveEndpoint.Calls);
        AssertClose(errors, view.Calls.Errors, situation + ", errors");
        double variance = events.Sum(record => NaiveEndpoint.Calls(record) * (NaiveEndpoint.Weight(record) - 1) * record.Count);
        AssertClose(Math.Sqrt(variance), view.Calls.CountStandardError, situation + ", standard error", 1e-3);
        foreach (ResourceView resource in view.Resources)
        {
            double unit = resource.Resource is Resource.CpuTime or Resource.LockWait ? 1e6 : 1;
            double total = events.Sum(record => (record.Resources[resource.Resource] ?? 0) / unit * NaiveEndpoint.Weight(record));
            AssertClose(total, resource.Total, $"{situation}, {resource.Resource}");
        }

        AssertDurations([.. events.Where(record => record.DurationNs is not null)], view.Duration, situation);
        foreach (OperationView operation in view.Operations)
            AssertOperation(events, operation, calls, $"{situation}, {operation.Name}");
        AssertValues(events, view, situation);
    }

    private static void AssertDurations(List<EventRecord> events, DurationView? view, string situation)
    {
        Assert.Equal(events.Count > 0, view is not null);
        if (view is null)
            return;
        double mean = events.Sum(record => record.DurationNs!.Value / 1e6 * NaiveEndpoint.Calls(record)) / events.Sum(NaiveEndpoint.Calls);
        AssertClose(mean, view.Ms.Mean, situation + ", mean duration");
        AssertClose(events.Max(record => record.DurationNs!.Value) / 1e6, view.Ms.Max, situation + ", longest duration");
    }

    private static void AssertOperation(List<EventRecord> events, OperationView view, double calls, string situation)
    {
        List<(EventRecord Event, OperationUsage Usage)> uses = [.. events
            .SelectMany(record => record.Operations.Select(usage => (record, usage)))
            .Where(use => use.usage.Name == view.Name)];
        AssertClose(uses.Sum(use => use.Usage.CallsMilli / 1e3 * NaiveEndpoint.Weight(use.Event)) / calls, view.PerEvent, situation);
        AssertClose(uses.Max(use => use.Usage.CallsMilli / use.Event.Count / 1e3), view.MaxPerEvent, situation + ", most");
        AssertClose(uses.Sum(use => NaiveEndpoint.Calls(use.Event)) / calls, view.ShareOfEvents, situation + ", share");
        AssertClose(view.ShareOfEvents, view.Histogram.Sum(), situation + ", histogram");
        if (view.MsPerEvent is { } ms)
            AssertClose(uses.Sum(use => (use.Usage.TimeNs ?? 0) / 1e6 * NaiveEndpoint.Weight(use.Event)) / calls, ms, situation + ", time");
        if (view.SelfMsPerEvent is { } selfMs)
            AssertClose(uses.Sum(use => (use.Usage.SelfTimeNs ?? 0) / 1e6 * NaiveEndpoint.Weight(use.Event)) / calls, selfMs, situation);
        if (view.Errors is { } errors)
            AssertClose(uses.Sum(use => (use.Usage.Errors ?? 0) * NaiveEndpoint.Weight(use.Event)), errors, situation + ", errors");
    }

    private static void AssertValues(List<EventRecord> events, CellView view, string situation)
    {
        foreach (ValueView value in view.Values)
        {
            double total = events
                .SelectMany(record => record.Values.Select(figure => (record, figure)))
                .Where(pair => pair.figure.Name == value.Name)
                .Sum(pair => pair.figure.AmountMicro / 1e6
                    * (value.Kind == ValueKind.Sum ? NaiveEndpoint.Weight(pair.record) : NaiveEndpoint.Calls(pair.record)));
            AssertClose(total, value.Total, $"{situation}, {value.Name}");
        }
    }

    private static void AssertClose(double expected, double actual, string situation, double tolerance = 1e-9)
        => Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{situation}: {actual} for {expected}");
}
