using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Windows;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;

namespace Pipeline.Core.Tests.Endpoints;

public sealed class EndpointStateTests
{
    private const long Start = 1_800_000_000_000;

    private readonly EndpointState _state = new();

    [Fact]
    public void Apply_SameBatchTwice_CountsOnce()
    {
        EntryHeader header = new(EntryKind.Section, Start, new BatchIdentity(new SourceIdentity(new SourceId(1, 1), Start), 0));
        byte[] section = Sections.Of(Sections.Event(Start));

        Assert.Equal(ApplyStatus.Applied, _state.Apply(header, section).Status);
        Assert.Equal(ApplyStatus.Duplicate, _state.Classify(header.Identity, Start + 5));
        byte[] before = EndpointSnapshot.Write(_state);
        Assert.Equal(ApplyStatus.Duplicate, _state.Apply(header, section).Status);
        Assert.Equal(before, EndpointSnapshot.Write(_state));
        Assert.Equal(1, All.Total.Calls.Count);
    }

    [Fact]
    public void Apply_EventTooFarAhead_IsRefusedByIndex()
    {
        ApplyResult result = Apply(Start, Sections.Event(Start), Sections.Event(Start + 120_001), Sections.Event(Start + 120_000));

        Assert.Equal(2, result.AcceptedEvents);
        Assert.Equal([new Refusal(1, RefusalReason.TooFarAhead)], result.EventRefusals);
        Assert.Equal("too-far-ahead", result.EventRefusals[0].ReasonText);
        Assert.Equal(1, _state.Counters.RefusedTooFarAhead);
    }

    [Fact]
    public void Apply_EventBeyondAllTiers_IsRefusedAsTooOld()
    {
        Apply(Start, Sections.Event(Start));
        ApplyResult result = Apply(Start, Sections.Event(Start - (170L * 3_600_000)), Sections.Event(Start));

        Assert.Equal(1, result.AcceptedEvents);
        Assert.Equal([new Refusal(0, RefusalReason.TooOld)], result.EventRefusals);
        Assert.Equal(2, All.Total.Calls.Events);
    }

    [Fact]
    public void Apply_HistoryOfYearsAgo_IsAcceptedAndItsWatermarkIsItsOwn()
    {
        const long longAgo = 1_431_857_103_000;
        ApplyResult result = Apply(Start, Sections.Event(longAgo), Sections.Event(longAgo + (3L * 86_400_000)));

        Assert.Equal(2, result.AcceptedEvents);
        Assert.Equal(longAgo + (3L * 86_400_000) - 5_000, _state.WatermarkUnixMs);
        Assert.Equal(1, _state.Query("e", EndpointQuery.Last(60_000))!.Total.Calls.Events);
    }

    [Fact]
    public void Apply_EventAheadOfArrival_MovesTheWatermarkToTheArrivalOnly()
    {
        Apply(Start, Sections.Event(Start + 100_000));

        Assert.Equal(Start - 5_000, _state.WatermarkUnixMs);
        Assert.Equal(Start + 100_000, _state.LatestUnixMs);
    }

    [Fact]
    public void Apply_EventBehindTheWatermark_IsCountedLateAndInItsWindow()
    {
        Apply(Start, Sections.Event(Start));
        ApplyResult result = Apply(Start, Sections.Event(Start - 5_001), Sections.Event(Start - 5_000));

        Assert.Equal(1, result.LateEvents);
        EndpointView view = _state.Query("e", EndpointQuery.Between(Start - 6_000, Start - 5_000))!;
        Assert.Equal((Start - 6_000, Start - 5_000, 1_000), (view.FromUnixMs, view.ToUnixMs, view.StepMs));
        Assert.Equal(1, view.Total.Calls.Events);
    }

    [Fact]
    public void Apply_TallyAfterItsEvents_TakesTheirPlace()
    {
        EventRecord sampled = Sections.Event(Start + 10);
        sampled.WeightMicro = 10_000_000;
        Apply(Start, sampled);
        Assert.Equal(10, All.Total.Calls.Count);
        Assert.Equal(Math.Sqrt(90), All.Total.Calls.CountStandardError, 1e-9);

        ApplyTallies(Start + 20_000, new Tally(Start / 1_000, 7), new Tally(Start / 1_000, 2, Outcome: Outcome.Error));
        Assert.Equal(new CallsView(1, 9, 0, 2), All.Total.Calls);
    }

    [Fact]
    public void Apply_LateEventIntoATalliedSecond_ChangesRatiosButNotTheCount()
    {
        ApplyTallies(Start, new Tally(Start / 1_000, 100));
        Apply(Start + 60_000, Sections.Event(Start + 60_000));
        EventRecord late = Sections.Event(Start + 500);
        late.Resources.Set(Resource.DbQueries, 3);
        Apply(Start + 60_000, late);

        CellView total = All.Total;
        Assert.Equal(101, total.Calls.Count);
        Assert.Equal(2, total.Calls.Events);
        EndpointView second = _state.Query("e", EndpointQuery.Between(Start, Start + 1_000))!;
        Assert.Equal(100, second.Total.Calls.Count);
        Assert.Equal(300, Assert.Single(second.Total.Resources).Total);
    }

    [Fact]
    public void Apply_TallyWhoseSecondIsGone_TakesAtMostItsOwnNumberFromTheEstimate()
    {
        Apply(Start, [.. Enumerable.Range(0, 30).Select(index => Sections.Event(Start + (index * 100)))]);
        Apply(Start + 900_000, Sections.Event(Start + 900_000));
        ApplyTallies(Start + 900_000, new Tally(Start / 1_000, 12));
        Assert.Equal(31, All.Total.Calls.Count);

        ApplyTallies(Start + 900_000, new Tally(Start / 1_000, 25));
        Assert.Equal(1 + 12 + 25, All.Total.Calls.Count);
    }

    [Fact]
    public void Apply_IdleClosed_ClosesTheFinestWindowsAndPassedMinutes()
    {
        Apply(Start, Sections.Event(Start + 300));
        Assert.True(_state.HasOpenWindows);
        _state.Apply(new EntryHeader(EntryKind.IdleClosed, Start + 30_000), []);

        Assert.Equal(Start + 25_000, _state.WatermarkUnixMs);
        Assert.Equal(1, All.Total.Calls.Count);
    }

    [Fact]
    public void WouldCloseIdle_MinuteNotOverYet_OnlyALaterEntryClosesIt()
    {
        Apply(Start, Sections.Event(Start + 300));
        Assert.True(_state.WouldCloseIdle(Start + 1_000));
        _state.Apply(new EntryHeader(EntryKind.IdleClosed, Start + 30_000), []);
        Assert.True(_state.HasOpenWindows);
        Assert.False(_state.WouldCloseIdle(Start + 64_999));
        Assert.True(_state.WouldCloseIdle(Start + 65_000));

        _state.Apply(new EntryHeader(EntryKind.IdleClosed, Start + 65_000), []);

        Assert.False(_state.HasOpenWindows);
        Assert.False(_state.WouldCloseIdle(Start + 99_000_000));
    }

    [Fact]
    public void Apply_IdleClosedWithNothingOpen_ChangesNothing()
    {
        byte[] before = EndpointSnapshot.Write(_state);
        _state.Apply(new EntryHeader(EntryKind.IdleClosed, 0), []);

        Assert.Equal(before, EndpointSnapshot.Write(_state));
    }

    [Fact]
    public void Apply_OptionsWithOtherWidths_KeepsAllTimeExactAndStartsWindowsAnew()
    {
        Apply(Start, [.. Enumerable.Range(0, 500).Select(index => Sections.Event(Start - (index * 1_000)))]);
        EndpointOptions options = new() { AllowedLatenessMs = 0, Windows = new WindowOptions([new(2_000, 50), new(60_000, 60)]) };
        ApplyResult changed = _state.Apply(new EntryHeader(EntryKind.OptionsChanged, Start), EndpointOptionsCodec.Write(options));
        Apply(Start + 120_000, Sections.Event(Start + 120_000), Sections.Event(Start - 10_000));

        Assert.Equal(ApplyStatus.Applied, changed.Status);
        Assert.Equal(options, _state.Options);
        Assert.Equal(502, All.Total.Calls.Events);
        EndpointView last = _state.Query("e", EndpointQuery.Last(60_000))!;
        Assert.Equal((1, 2_000), (last.Total.Calls.Events, last.StepMs));
    }

    [Fact]
    public void Apply_OptionsThatKeepLess_DropsOldWindowsOnly()
    {
        Apply(Start, [.. Enumerable.Range(0, 100).Select(index => Sections.Event(Start - (index * 1_000)))]);
        WindowOptions fewer = new([new(1_000, 20), new(10_000, 180), new(60_000, 720), new(3_600_000, 168)]);
        EndpointOptions options = new() { Windows = fewer };
        _state.Apply(new EntryHeader(EntryKind.OptionsChanged, Start), EndpointOptionsCodec.Write(options));
        Apply(Start, Sections.Event(Start));

        EndpointView view = _state.Query("e", EndpointQuery.Between(Start - 50_000, Start + 1))!;
        Assert.Equal(10_000, view.StepMs);
        Assert.Equal(101, All.Total.Calls.Events);
    }

    [Fact]
    public void Apply_UnreadableOptions_ChangesNothing()
    {
        Assert.Equal(ApplyStatus.Unreadable, _state.Apply(new EntryHeader(EntryKind.OptionsChanged, Start), [1, 2, 3]).Status);
        Assert.Equal(EndpointOptions.Default, _state.Options);
    }

    [Fact]
    public void Apply_MoreSegmentsOperationsAndValuesThanPlaces_CountsThemAsOther()
    {
        for (int batch = 0; batch < 10; batch++)
            Apply(Start, [.. Enumerable.Range(batch * 40, 40).Select(EventWithOwnNames)]);

        EndpointView view = All;
        Assert.Equal(EndpointState.SegmentsMax, view.Segments.Count);
        Assert.Equal(400 - 63, view.Segments.Single(segment => segment.Name == "__other__").Cell.Calls.Count);
        Assert.Equal(400 - 63, view.Counters.OverflowSegments);
        Assert.Equal(253 + 1, view.Total.Operations.Count);
        OperationView other = view.Total.Operations.Single(operation => operation.Name == "__other__");
        Assert.Equal((400.0 - 253) / 400, other.PerEvent, 1e-9);
        Assert.Equal(400 - 253, view.Counters.OverflowOperations);
        Assert.Equal(400 - 62, view.Counters.OverflowValues);
        Assert.Equal(400, view.Total.Values.Sum(value => value.Total));
    }

    [Fact]
    public void Apply_OneInAHundredDoes847Calls_ShowsInTheHistogramAndTheMaximum()
    {
        Apply(Start, [.. Enumerable.Range(0, 1_000).Select(index => EventWithCalls(index % 100 == 0 ? 847 : 3))]);

        OperationView operation = Assert.Single(All.Total.Operations);
        Assert.Equal(847, operation.MaxPerEvent);
        Assert.Equal(0.01, operation.Histogram[10], 1e-12);
        Assert.Equal(0.99, operation.Histogram[2], 1e-12);
        Assert.Equal(11.44, operation.PerEvent, 1e-9);
        Assert.Equal(83.98, operation.PerEventStandardDeviation, 0.01);
    }

    [Fact]
    public void Apply_PreAggregatedEvent_MultipliesTheMeanAndMarksQuantilesApproximate()
    {
        EventRecord record = Sections.Event(Start, durationNs: 4_000_000);
        record.Count = 100;
        record.Operations.Add(new OperationUsage("redis", OperationKind.Dependency, 250_000, 50_000_000));
        Apply(Start, record);

        CellView total = All.Total;
        Assert.Equal(new CallsView(1, 100, 0, 0), total.Calls);
        Assert.True(total.Duration!.IsApproximate);
        Assert.Equal(4, total.Duration.Ms.Mean);
        OperationView redis = Assert.Single(total.Operations);
        Assert.Equal((2.5, 2.5, 0.5, 1.0), (redis.PerEvent, redis.MaxPerEvent, redis.MsPerEvent, redis.ShareOfEvents));
    }

    [Fact]
    public void Apply_ManyEvents_KeepsTheThreeSlowestWithTheirTraces()
    {
        EventRecord[] events = [.. Enumerable.Range(0, 50)
            .Select(index => Sections.Event(Start + (index * 300), durationNs: 1_000 + (index * 7 % 50)))];
        events[7].TraceId = new TraceId(1, 7);
        events[7].SpanId = new SpanId(9);
        Apply(Start + 60_000, events);

        Assert.Equal([1_049, 1_048, 1_047], All.Total.Exemplars.Select(exemplar => exemplar.DurationNs));
        Assert.Equal(new Exemplar(1_049, Start + (7 * 300), new TraceId(1, 7), new SpanId(9)), All.Total.Exemplars[0]);
    }

    [Fact]
    public void Query_NothingApplied_GivesZeros()
    {
        Assert.Equal(default, All.Total.Calls);
        Assert.Null(All.AsOfUnixMs);
        Assert.Null(_state.WatermarkUnixMs);
    }

    [Fact]
    public void Query_StepOfNoTier_IsRefused()
    {
        Apply(Start, Sections.Event(Start));

        Assert.Null(_state.Query("e", EndpointQuery.Between(Start, Start + 1, stepMs: 3_000)));
    }

    private EndpointView All => _state.Query("e", EndpointQuery.All)!;

    private ApplyResult Apply(long arrival, params EventRecord[] events)
        => _state.Apply(new EntryHeader(EntryKind.Section, arrival), Sections.Of(events));

    private void ApplyTallies(long arrival, params Tally[] tallies)
        => _state.Apply(new EntryHeader(EntryKind.Section, arrival), Sections.Of([], tallies));

    private static EventRecord EventWithOwnNames(int index)
    {
        EventRecord record = Sections.Event(Start, $"segment {index}");
        record.Operations.Add(new OperationUsage($"operation {index}", OperationKind.Function, 1_000));
        record.Values.Add(new EventValue($"value {index}", ValueKind.Sum, 1_000_000));
        return record;
    }

    private static EventRecord EventWithCalls(int calls)
    {
        EventRecord record = Sections.Event(Start);
        record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, calls * 1_000));
        return record;
    }
}
