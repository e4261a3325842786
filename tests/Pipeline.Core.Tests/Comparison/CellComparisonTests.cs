using Pipeline.Core.Comparison;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Comparison;

public sealed class CellComparisonTests
{
    private const long Start = 1_800_000_000_000;

    [Fact]
    public void Of_PremiumAgainstFree_NamesWhatMakesTheDifference()
    {
        // 47.3 and 15.8 calls per request in the mean: 30 of 100 make one more, 20 of 100 one less.
        List<EventRecord> events = [];
        for (int index = 0; index < 1_000; index++)
        {
            int premium = index % 10 < 3 ? 41 : 40;
            int free = index % 10 < 2 ? 8 : 9;
            events.Add(Request("premium", 90, ("json.dumps", premium, 60), ("redis", 7, 5)));
            events.Add(Request("free", 30, ("json.dumps", free, 12), ("redis", 7, 5)));
        }

        CellComparison comparison = Compare(events, "premium", "free");

        Assert.Equal((47.3, 15.8), (Math.Round(comparison.Calls.A, 6), Math.Round(comparison.Calls.B, 6)));
        Assert.Equal(47.3 / 15.8, comparison.Calls.Ratio!.Value, 1e-9);
        Assert.InRange(comparison.Calls.Ratio.Value, comparison.Calls.Lower!.Value, comparison.Calls.Upper!.Value);
        Assert.InRange(comparison.Calls.Upper.Value - comparison.Calls.Lower.Value, 0.001, 0.05);
        Assert.Equal(ComparisonBasis.Time, comparison.Basis);
        Assert.Equal("json.dumps", comparison.Operations[0].Name);
        Assert.Equal(48.0 / 60, comparison.Operations[0].Share!.Value, 0.01);
        Assert.Equal(0, comparison.Operations[1].Share!.Value, 1e-9);
        Assert.StartsWith(
            "premium makes 40.3 calls of json.dumps per event, free 8.8: 4.58 times (95 %:",
            ComparisonSentence.Of(comparison, "premium", "free"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_CulpritThatReportsNoTime_IsNamedThoughAnotherOperationReportsSome()
    {
        List<EventRecord> events = [];
        for (int index = 0; index < 200; index++)
        {
            events.Add(Request("before", 200, ("json.dumps", 3, null), ("redis", 2, 20)));
            events.Add(Request("now", 8_000, ("json.dumps", 847, null), ("redis", 2, 23)));
        }

        CellComparison comparison = Compare(events, "now", "before");

        Assert.Equal((ComparisonBasis.Calls, "json.dumps"), (comparison.Basis, comparison.Operations[0].Name));
        Assert.Equal(1, comparison.Operations[0].Share!.Value, 1e-9);
        Assert.StartsWith(
            "now makes 847 calls of json.dumps per event, before 3: 282 times", ComparisonSentence.Of(comparison, "now", "before"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OperationOnOneSideOnly_HasNoRatioButItsShare()
    {
        List<EventRecord> events = [];
        for (int index = 0; index < 20; index++)
        {
            events.Add(Request("a", 10, ("old", 1, null)));
            events.Add(Request("b", 10, ("old", 1, null), ("new", 3, null)));
        }

        CellComparison comparison = Compare(events, "b", "a");

        OperationComparison added = comparison.Operations[0];
        Assert.Equal(("new", 3.0, 0.0, (double?)null), (added.Name, added.Calls.A, added.Calls.B, added.Calls.Ratio));
        Assert.Equal(1, added.Share!.Value, 1e-9);
        Assert.Equal(ComparisonBasis.Calls, comparison.Basis);
        Assert.NotNull(added.Calls.Reason);
    }

    [Fact]
    public void Of_SameOnBothSides_SaysThatNothingMakesTheDifference()
    {
        List<EventRecord> events = [.. Enumerable.Range(0, 20).SelectMany(_ => new[] { Request("a", 10, ("x", 2, 1)), Request("b", 10, ("x", 2, 1)) })];

        CellComparison comparison = Compare(events, "a", "b");

        Assert.StartsWith("No operation makes the difference", ComparisonSentence.Of(comparison, "a", "b"), StringComparison.Ordinal);
        Assert.Equal((1.0, 1.0, 1.0), (comparison.Calls.Ratio!.Value, comparison.Calls.Lower!.Value, comparison.Calls.Upper!.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Calls_DrawnManyTimes_IntervalCoversTheTruth(int oneIn)
    {
        const int rounds = 1_000;
        Random random = new(7 + oneIn);
        int covered = 0;
        for (int round = 0; round < rounds; round++)
        {
            List<EventRecord> events = [];
            for (int index = 0; index < 120 * oneIn; index++)
            {
                AddSampled(events, "a", random, 30, oneIn);
                AddSampled(events, "b", random, 10, oneIn);
            }

            RatioEstimate calls = Compare(events, "a", "b").Operations[0].Calls;
            covered += calls.Lower <= 3 && 3 <= calls.Upper ? 1 : 0;
        }

        // 95 % of 1,000 with four standard errors to both sides.
        Assert.InRange(covered, 922, 978);
    }

    [Fact]
    public void RatioEstimate_FewObservations_SaysWhyThereIsNoInterval()
    {
        RatioEstimate estimate = RatioEstimate.Of(new MeanSample(3, 1, 4), new MeanSample(2, 1, 400));
        Assert.Equal((1.5, null, "fewer than 5 observations"), (estimate.Ratio, estimate.Lower, estimate.Reason));
    }

    [Fact]
    public void RatioEstimate_TurnedAround_IsTheInverse()
    {
        MeanSample a = new(47.3, 9, 50);
        MeanSample b = new(15.8, 4, 70);
        RatioEstimate there = RatioEstimate.Of(a, b);
        RatioEstimate back = RatioEstimate.Of(b, a);
        Assert.Equal(1, there.Lower!.Value * back.Upper!.Value, 1e-12);
        Assert.Equal(1, there.Upper!.Value * back.Lower!.Value, 1e-12);
    }

    private static void AddSampled(List<EventRecord> events, string segment, Random random, int mean, int oneIn)
    {
        // Uniform from 0 to twice the mean.
        int calls = random.Next((2 * mean) + 1);
        if (random.Next(oneIn) != 0)
            return;
        EventRecord record = Request(segment, 1, ("f", calls, null));
        record.WeightMicro = oneIn * 1_000_000;
        events.Add(record);
    }

    private static EventRecord Request(string segment, long durationMs, params (string Name, int Calls, int? Ms)[] operations)
    {
        EventRecord record = Sections.Event(Start, segment, durationMs * 1_000_000);
        foreach ((string name, int calls, int? ms) in operations)
            record.Operations.Add(new OperationUsage(name, OperationKind.Function, calls * 1_000, ms * 1_000_000L));
        return record;
    }

    private static CellComparison Compare(List<EventRecord> events, string a, string b)
    {
        EndpointState state = new();
        state.Apply(new EntryHeader(EntryKind.Section, Start + 1_000), Sections.Of(events));
        EndpointView view = state.Query("e", EndpointQuery.All)!;
        return CellComparison.Of(view.Segments.Single(segment => segment.Name == a).Cell, view.Segments.Single(segment => segment.Name == b).Cell);
    }
}
