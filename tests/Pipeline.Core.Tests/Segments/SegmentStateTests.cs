using Pipeline.Core.Endpoints;
using Pipeline.Core.Publications;
using Pipeline.Core.Queries;
using Pipeline.Core.Segments;
using Pipeline.Core.Tests.Endpoints;
using Pipeline.Protocol.Events;

namespace Pipeline.Core.Tests.Segments;

/// <summary>Marks, limits and what a segment says is missing.</summary>
public sealed class SegmentStateTests
{
    private const long Start = 1_800_000_000_000;

    private static readonly Publisher s_publisher = new("/recommend", "free");

    private readonly SegmentState _state = new();

    [Fact]
    public void DurableUpTo_SnapshotsStored_FollowsTheOneBeforeTheLatest()
    {
        Publish(s_publisher, 1);
        Assert.Equal(0, _state.DurableUpTo(s_publisher));
        _state.OnSnapshotStored();
        Publish(s_publisher, 2);
        Assert.Equal((2, 0), (_state.AppliedUpTo(s_publisher), _state.DurableUpTo(s_publisher)));
        _state.OnSnapshotStored();
        Assert.Equal(1, _state.DurableUpTo(s_publisher));
        _state.OnSnapshotStored();
        Assert.Equal(2, _state.DurableUpTo(s_publisher));
    }

    [Fact]
    public void DurableUpTo_Restored_IsWhatBothSnapshotsHold()
    {
        Publish(s_publisher, 1);
        byte[] previous = SegmentSnapshot.Write(_state);
        Publish(s_publisher, 2);
        byte[] latest = SegmentSnapshot.Write(_state);

        SegmentState both = Read(latest);
        both.OnRestored(isLatest: true, Read(previous));
        Assert.Equal((2, 1), (both.AppliedUpTo(s_publisher), both.DurableUpTo(s_publisher)));
        SegmentState one = Read(latest);
        one.OnRestored(isLatest: true, previous: null);
        Assert.Equal(0, one.DurableUpTo(s_publisher));
        one.OnSnapshotStored();
        Assert.Equal(2, one.DurableUpTo(s_publisher));

        // After a fallback the store keeps the useless one beside the next, so that it takes two.
        SegmentState fallen = Read(previous);
        fallen.OnRestored(isLatest: false, previous: null);
        fallen.OnSnapshotStored();
        Assert.Equal(0, fallen.DurableUpTo(s_publisher));
        fallen.OnSnapshotStored();
        Assert.Equal(1, fallen.DurableUpTo(s_publisher));
    }

    [Fact]
    public void GiveUp_MissingPublications_AreCountedAndTheNextIsApplied()
    {
        Publish(s_publisher, 1);
        Assert.Equal(0, _state.GiveUp(s_publisher, 1));
        Assert.False(_state.Counters.IsIncomplete);
        Assert.Equal(3, _state.GiveUp(s_publisher, 4));
        Assert.True(_state.Counters.IsIncomplete);
        Assert.Equal(3, _state.Counters.LostPublications);
        Publish(s_publisher, 5);
        Assert.Equal(3, Read(SegmentSnapshot.Write(_state)).Counters.LostPublications);
    }

    [Fact]
    public void TryApply_SegmentsOfOneEndpointThatShareIt_HaveNumbersOfTheirOwn()
    {
        Publish(s_publisher, 1);
        Publish(s_publisher with { Segment = "premium" }, 1);
        Assert.Equal(1, _state.EndpointCount);
        Publish(s_publisher with { Endpoint = "/search" }, 1);
        Assert.Equal(2, _state.EndpointCount);
        Assert.Equal(3, Events());
    }

    [Fact]
    public void TryApply_OlderThanEveryTier_IsInTheLifetimeAndCounted()
    {
        Publish(s_publisher, 1);
        Publish(s_publisher, 2, Start - (30L * 86_400_000));
        Assert.Equal((1, 1), (_state.Counters.BeyondRetention, _state.Counters.LateEvents));
        Assert.Equal(2, Events());
        Assert.Equal(Start - (30L * 86_400_000), _state.Aggregates.EarliestUnixMs);
    }

    [Fact]
    public void TryApply_MoreOperationsThanPlaces_AreCountedAsOther()
    {
        int names = 0;
        for (int endpoint = 0; endpoint < 6; endpoint++)
        {
            EventRecord record = Sections.Event(Start);
            for (int operation = 0; operation < 200; operation++)
                record.Operations.Add(new OperationUsage($"operation {names++}", OperationKind.Function, 1_000));
            Publish(new Publisher($"endpoint {endpoint}", "free"), 1, record);
        }

        CellView total = _state.Aggregates.Query("free", EndpointQuery.All)!.Total;
        int places = SegmentState.OperationsMax - 3;
        Assert.Equal(names - places, _state.Counters.OverflowOperations);
        Assert.Equal(places + 1, total.Operations.Count);
        Assert.Equal(names / 6.0, total.Operations.Sum(operation => operation.PerEvent), 6);
    }

    private static SegmentState Read(byte[] snapshot)
    {
        Assert.True(SegmentSnapshot.TryRead(snapshot, out SegmentState? state, out SnapshotFault fault), fault.ToString());
        return state;
    }

    private long Events() => _state.Aggregates.Query("free", EndpointQuery.All)!.Total.Calls.Events;

    private void Publish(Publisher publisher, long number, long timeUnixMs = Start) => Publish(publisher, number, Sections.Event(timeUnixMs));

    private void Publish(Publisher publisher, long number, EventRecord record)
    {
        EndpointState endpoint = new();
        endpoint.Apply(new EntryHeader(EntryKind.Section, record.TimeUnixMs), Sections.Of(record));
        endpoint.Apply(new EntryHeader(EntryKind.IdleClosed, record.TimeUnixMs + 60_000), []);
        Publication publication = Publication.TryRead(Assert.Single(endpoint.Publications.Take(0, 1, long.MaxValue)).Span)!;
        Assert.True(_state.TryApply(publisher, number, publication));
    }
}
