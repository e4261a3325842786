using Pipeline.Core.Endpoints;
using Pipeline.Core.Series;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Series;

/// <summary>Which steps an answer has, what is open, what is missing, and what is refused.</summary>
public sealed class SeriesTests
{
    // A whole hour, so that every step begins there.
    private const long Start = 1_800_000_000_000;

    [Fact]
    public void Series_StepsWithoutEvents_HaveZeroForCountsAndNullForMeans()
    {
        EndpointState state = Filled(Event(0, 4), Event(25, 8));
        SeriesView view = Ask(state, "count,rate,events,errors,mean,p95,error_rate,db_queries,db_queries.total,operations[db],operations[db].rate", 10_000, Start, Start + 30_000);
        Assert.Equal([Start, Start + 10_000, Start + 20_000], view.Times);
        double?[] counts = [1, 0, 1];
        double?[] nothing = [null, null, null];
        Assert.Equal(counts, view.Values[0]);
        Assert.Equal([0.1, 0, 0.1], view.Values[1]);
        Assert.Equal(counts, view.Values[2]);
        Assert.Equal([0, 0, 0], view.Values[3]);
        Assert.Equal([4, null, 8], view.Values[4]);
        Assert.Equal([4, null, 8], view.Values[5]);
        Assert.Equal([0, null, 0], view.Values[6]);
        // Nobody said anything about queries: not known where there were calls, none where there were not.
        Assert.Equal(nothing, view.Values[7]);
        Assert.Equal([null, 0, null], view.Values[8]);
        Assert.Equal([3, null, 3], view.Values[9]);
        Assert.Equal([0.3, 0, 0.3], view.Values[10]);
    }

    [Fact]
    public void Series_AfterTheLatestEvent_IsNull()
    {
        EndpointState state = Filled(Event(0, 4), Event(12, 8));
        SeriesView view = Ask(state, "count", 10_000, Start, Start + 40_000);
        Assert.Equal([1, 1, null, null], view.Values[0]);
        Assert.Equal((Start + 12_000, Start + 7_000), (view.AsOfUnixMs, view.OpenFromUnixMs));
        Assert.Equal(Start, view.CompleteFromUnixMs);
    }

    [Fact]
    public void Series_OperationThatNobodyCalledInAStep_TookNothing()
    {
        EventRecord without = new() { TimeUnixMs = Start + 10_000, Segment = "free", DurationNs = 1 };
        EndpointState state = Filled(Event(0, 4), without);
        SeriesView view = Ask(state, "operations[db],operations[db].ms_per_event,operations[db].max_per_event,operations[db].self_ms_per_event", 10_000, Start, Start + 20_000);
        Assert.Equal([3, 0], view.Values[0]);
        Assert.Equal([6, 0], view.Values[1]);
        Assert.Equal([3, 0], view.Values[2]);
        Assert.Equal([null, 0], view.Values[3]);
    }

    [Fact]
    public void Series_Range_IsWidenedToSteps()
    {
        EndpointState state = Filled(Event(0, 4), Event(100, 8));
        SeriesView view = Ask(state, "count", 30_000, Start + 31_000, Start + 61_000);
        Assert.Equal((Start + 30_000, Start + 90_000, 30_000L), (view.FromUnixMs, view.ToUnixMs, view.StepMs));
    }

    [Fact]
    public void Series_StepFinerThanRetained_BecomesCoarserAndSaysSo()
    {
        EndpointState state = Filled([.. Enumerable.Range(0, 60).Select(i => Event(i * 10, 4))]);
        SeriesView view = Ask(state, "count", 1_000, Start, Start + 600_000);
        Assert.Equal(10_000, view.StepMs);
        Assert.All(view.Values[0], count => Assert.Equal(1, count));
    }

    [Fact]
    public void Series_StepThatTheCoarserTierDoesNotDivide_IsRoundedUp()
    {
        EndpointState state = Filled([.. Enumerable.Range(0, 60).Select(i => Event(i * 10, 4))]);
        SeriesView view = Ask(state, "count", 3_000, Start, Start + 600_000);
        Assert.Equal(10_000, view.StepMs);
        Assert.Equal(25_000, AskStep(state, 25_000, Start + 595_000).StepMs);
        Assert.Equal(30_000, AskStep(state, 25_000, Start).StepMs);
    }

    [Fact]
    public void Series_BeyondEveryTier_SaysFromWhenOnDataAreThere()
    {
        EndpointState state = new(new EndpointOptions { Windows = new WindowOptions([new(1_000, 4), new(5_000, 6)]) });
        for (int second = 0; second < 200; second++)
            Apply(state, Event(second, 4));
        SeriesView view = Ask(state, "count,rate", 10_000, Start, Start + 200_000);
        // The watermark is at 194 s, and six windows of five seconds are kept before the one that holds it.
        Assert.Equal(Start + 160_000, state.WatermarkUnixMs!.Value - 4_000 - 30_000);
        Assert.Equal(Start + 160_000, view.CompleteFromUnixMs);
        Assert.All(view.Values[0].Take(16), Assert.Null);
        Assert.All(view.Values[1].Take(16), Assert.Null);
        Assert.Equal([10, 10, 10, 10], view.Values[0].Skip(16));
    }

    [Fact]
    public void Series_BeforeTheEarliestEvent_IsZeroForNothingHappened()
    {
        EndpointState state = Filled(Event(100, 4));
        SeriesView view = Ask(state, "count", 10_000, Start, Start + 110_000);
        Assert.Equal(Start, view.CompleteFromUnixMs);
        Assert.All(view.Values[0].Take(10), count => Assert.Equal(0, count));
        Assert.Equal(1, view.Values[0][10]);
    }

    [Theory]
    [InlineData(60_000, 1_000)]
    [InlineData(300_000, 2_000)]
    [InlineData(3_600_000, 20_000)]
    [InlineData(21_600_000, 120_000)]
    public void Series_WithoutStep_TakesOneThatGivesAboutTwoHundred(long windowMs, long stepMs)
    {
        EndpointState state = Filled(Event(0, 4), Event(60, 4));
        SeriesView view = state.Series(new SeriesQuery(Metrics("count"), WindowMs: windowMs)).View!;
        Assert.Equal(stepMs, view.StepMs);
        Assert.InRange(view.Times.Count, 50, 220);
    }

    [Fact]
    public void Series_TallySecondWithoutEvents_CountsButKnowsNothingElse()
    {
        EndpointState state = Filled(Event(0, 4));
        state.Apply(new EntryHeader(EntryKind.Section, Start + 12_000), Sections.Of([], [new Tally((Start / 1_000) + 12, 7)]));
        SeriesView view = Ask(state, "count,mean,operations[db],operations[db].rate,values[v].sum", 10_000, Start, Start + 20_000);
        Assert.Equal([1, 7], view.Values[0]);
        Assert.Equal([4, null], view.Values[1]);
        Assert.Equal([3, null], view.Values[2]);
        Assert.Equal([0.3, null], view.Values[3]);
        Assert.Equal([2, null], view.Values[4]);
    }

    [Fact]
    public void Series_NameOfTwoKinds_AddsUpUnlessTheKindIsSaid()
    {
        EventRecord record = Event(0, 4);
        record.Operations.Add(new OperationUsage("db", OperationKind.Dependency, 5_000));
        record.Operations.Add(new OperationUsage("a:io", OperationKind.Function, 1_000));
        EndpointState state = Filled(record, Event(5, 4));
        SeriesView view = Ask(state, @"operations[db],operations[db:function],operations[db:dependency],operations[a\:io]", 10_000, Start, Start + 10_000);
        Assert.Equal([5.5, 3, 2.5, 0.5], view.Values.Select(values => values[0]!.Value));
    }

    [Fact]
    public void Series_BeforeTheFirstEvent_IsEmpty()
    {
        SeriesView view = new EndpointState().Series(new SeriesQuery(Metrics("count,p95"))).View!;
        Assert.Empty(view.Times);
        Assert.Equal(2, view.Values.Count);
        Assert.Null(view.AsOfUnixMs);
    }

    [Theory]
    [InlineData("operations[nope]", "metric 1, 'operations[nope]': no operation nope was seen; there are db.")]
    [InlineData("rate,operations[db:io].rate", "metric 2, 'operations[db:io].rate': no operation db of kind io was seen; there are db.")]
    [InlineData("values[nope].sum", "metric 1, 'values[nope].sum': no value nope was seen; there are v.")]
    [InlineData("values[v].p95", "metric 1, 'values[v].p95': value v is added up and has no distribution; it takes sum, rate or per_event.")]
    public void Series_UnknownName_SaysWhichThereAre(string metric, string expected)
    {
        SeriesFault fault = Filled(Event(0, 4)).Series(new SeriesQuery(Metrics(metric))).Fault!;
        Assert.Equal(("unknown-name", expected), (fault.Code, fault.Detail));
    }

    [Fact]
    public void Series_UnknownSegment_SaysWhichThereAre()
    {
        SeriesFault fault = Filled(Event(0, 4)).Series(new SeriesQuery(Metrics("rate"), Segment: "gold")).Fault!;
        Assert.Equal(("unknown-name", "segment is 'gold', which was never seen; there are free."), (fault.Code, fault.Detail));
    }

    [Fact]
    public void Series_StepThatNoWidthDivides_IsRefusedWithTheWidths()
    {
        EndpointState state = new(new EndpointOptions { Windows = new WindowOptions([new(2_000, 5), new(10_000, 6)]) });
        Apply(state, Event(0, 4));
        SeriesFault fault = state.Series(new SeriesQuery(Metrics("rate"), StepMs: 3_000)).Fault!;
        Assert.Equal(("malformed-parameter", "step is 3s: it takes a multiple of a window's width, which are 2s, 10s."), (fault.Code, fault.Detail));
    }

    [Fact]
    public void Series_TooManyPoints_IsRefusedWithTheNumbers()
    {
        EndpointState state = Filled(Event(0, 4), Event(60, 4));
        SeriesQuery most = new(Metrics("rate,p95"), StepMs: 10_000, FromUnixMs: Start, ToUnixMs: Start + 55_000_000);
        Assert.Equal(5_500, state.Series(most).View!.Times.Count);
        SeriesFault fault = state.Series(most with { ToUnixMs = Start + 55_010_000 }).Fault!;
        Assert.Equal("too-many-points", fault.Code);
        Assert.StartsWith("5501 steps of 10s for 2 metrics are 11002 points: at most 11000 are given. Take a step of 20s,", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Series_EndsOfTime_AreBounded()
    {
        EndpointState state = Filled(Event(0, 4));
        Assert.NotNull(state.Series(new SeriesQuery(Metrics("rate"), FromUnixMs: long.MinValue, ToUnixMs: long.MaxValue)).View);
        Assert.NotNull(state.Series(new SeriesQuery(Metrics("rate"), WindowMs: long.MaxValue)).View);
        Assert.NotNull(state.Series(new SeriesQuery(Metrics("rate"), StepMs: long.MaxValue / 1_000 * 1_000, FromUnixMs: 5)).Fault);
    }

    internal static IReadOnlyList<SeriesMetric> Metrics(string text)
    {
        Assert.True(SeriesMetrics.TryParse(text, out IReadOnlyList<SeriesMetric>? metrics, out string defect), defect);
        return metrics;
    }

    private static SeriesView Ask(EndpointState state, string metrics, long stepMs, long from, long to)
    {
        SeriesOutcome outcome = state.Series(new SeriesQuery(Metrics(metrics), StepMs: stepMs, FromUnixMs: from, ToUnixMs: to));
        Assert.Null(outcome.Fault);
        Assert.All(outcome.View!.Values, values => Assert.Equal(outcome.View.Times.Count, values.Count));
        return outcome.View;
    }

    private static SeriesView AskStep(EndpointState state, long stepMs, long from) => Ask(state, "count", stepMs, from, Start + 600_000);

    /// <summary>Three calls of db, two ms each, and a value of 2.</summary>
    private static EventRecord Event(int second, int durationMs)
    {
        EventRecord record = Sections.Event(Start + (second * 1_000L), durationNs: durationMs * 1_000_000L);
        record.Operations.Add(new OperationUsage("db", OperationKind.Function, 3_000, TimeNs: 6_000_000));
        record.Values.Add(new EventValue("v", ValueKind.Sum, 2_000_000));
        return record;
    }

    private static EndpointState Filled(params EventRecord[] records)
    {
        EndpointState state = new();
        foreach (EventRecord record in records)
            Apply(state, record);
        return state;
    }

    private static void Apply(EndpointState state, EventRecord record) =>
        state.Apply(new EntryHeader(EntryKind.Section, record.TimeUnixMs), Sections.Of(record));
}
