using Pipeline.Core.Endpoints;
using Pipeline.Core.Publications;
using Pipeline.Core.Queries;
using Pipeline.Core.Segments;
using Pipeline.EventLog;
using Pipeline.Grains.Segments;
using Pipeline.Simulation.Tests.Storage;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>
/// Makes the publications that the log demands, by a plain replay of every entry, and holds against them what segments have and what is
/// acknowledged.
/// </summary>
internal sealed class SegmentWitness(SimulatedStorage storage)
{
    private readonly Dictionary<Publisher, WitnessedPublisher> _publishers = [];

    public IReadOnlyCollection<WitnessedPublisher> Publishers => _publishers.Values;

    public IEnumerable<string> Segments => _publishers.Keys.Select(publisher => publisher.Segment).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Publications that were acknowledged.</summary>
    public long AcknowledgedCount { get; private set; }

    /// <summary>Takes in what the last entry has published.</summary>
    public void Observe(string endpoint, EndpointState state)
    {
        for (int segment = 0; segment < state.Publications.SegmentCount; segment++)
        {
            Publisher publisher = new(endpoint, state.SegmentNameOf(segment));
            if (!_publishers.TryGetValue(publisher, out WitnessedPublisher? known))
                _publishers.Add(publisher, known = new WitnessedPublisher(publisher));
            if (known.LastNumber == state.Publications.LastNumber(segment))
                continue;
            foreach (ReadOnlyMemory<byte> bytes in state.Publications.Take(segment, known.LastNumber + 1, long.MaxValue))
                known.Add(bytes);
        }
    }

    /// <summary>Whatever snapshot of a segment is kept and whole when its publications are freed, it holds them.</summary>
    public void CheckAcknowledgement(string endpoint, EndpointState before, ReadOnlySpan<byte> body)
    {
        SimulationFailure.Unless(AcknowledgementCodec.TryRead(body, out IReadOnlyList<PublicationMark> marks), $"{endpoint} acknowledges nothing.");
        foreach (PublicationMark mark in marks)
        {
            Publisher publisher = new(endpoint, before.SegmentNameOf(mark.Segment));
            SimulationFailure.Unless(
                mark.Number >= before.Publications.OldestNumber(mark.Segment) && mark.Number <= before.Publications.LastNumber(mark.Segment),
                $"{publisher} acknowledges {mark.Number}, which frees nothing.");
            AcknowledgedCount += mark.Number + 1 - before.Publications.OldestNumber(mark.Segment);
            foreach (Snapshot? snapshot in (Snapshot?[])[ReadLatest(publisher.Segment), ReadPrevious(publisher.Segment)])
            {
                SimulationFailure.Unless(
                    snapshot is null || Read(snapshot).AppliedUpTo(publisher) >= mark.Number,
                    $"{publisher} acknowledges {mark.Number}, which the snapshot at {snapshot?.Offset} does not hold.");
            }

            SimulationFailure.Unless(ReadLatest(publisher.Segment) is not null, $"{publisher} acknowledges {mark.Number} to a segment without a snapshot.");
        }
    }

    /// <summary>A segment has exactly what its marks say, whatever was repeated, lost or overtaken.</summary>
    public void Check(SegmentState state, string segment, string where)
    {
        (long events, double count, double errors) = (0, 0, 0);
        foreach (WitnessedPublisher publisher in Of(segment))
        {
            long applied = state.AppliedUpTo(publisher.Publisher);
            SimulationFailure.Unless(applied <= publisher.LastNumber, $"{where} has publication {applied} of {publisher.Publisher}, which the log does not demand.");
            CallsView calls = publisher.CallsUpTo(applied);
            events += calls.Events;
            count += calls.Count;
            errors += calls.Errors;
        }

        SimulationFailure.Unless(!state.Counters.IsIncomplete, $"{where} says that something is lost.");
        CallsView has = state.Aggregates.Query(segment, EndpointQuery.All)!.Total.Calls;
        SimulationFailure.Unless(
            has.Events == events && IsClose(has.Count, count) && IsClose(has.Errors, errors),
            $"{where} has {has.Events} events, count {has.Count}, errors {has.Errors}; by its marks it has {events}, {count}, {errors}.");
    }

    public IEnumerable<WitnessedPublisher> Of(string segment) => _publishers.Values.Where(known => known.Publisher.Segment == segment);

    public Snapshot? ReadLatest(string segment) => storage.Log.ReadLatestAsync(SegmentStream.NameOf(segment)).Result;

    public static SegmentState Read(Snapshot snapshot)
    {
        SimulationFailure.Unless(
            SegmentSnapshot.TryRead(snapshot.Bytes.Span, out SegmentState? state, out SnapshotFault fault),
            $"A segment's snapshot at {snapshot.Offset} cannot be read: {fault}.");
        return state!;
    }

    private Snapshot? ReadPrevious(string segment) => storage.Log.ReadPreviousAsync(SegmentStream.NameOf(segment)).Result;

    private static bool IsClose(double left, double right) => Math.Abs(left - right) <= 1e-9 * Math.Max(1, Math.Abs(right));
}
