using Pipeline.Core.Endpoints;
using Pipeline.Core.Queries;
using Pipeline.Core.Segments;
using Pipeline.EventLog;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Segments;
using Pipeline.Protocol.Queries;
using Pipeline.Simulation.Tests.Oracle;
using EndpointQuery = Pipeline.Grains.Abstractions.EndpointQuery;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>What must hold of segments, and how everything published comes to rest.</summary>
internal sealed partial class World
{
    private const int PublishingStridesMax = 400;
    private const int ComparedWindowsMax = 12;

    private readonly List<Task<PublishAnswer>> _publishing = [];

    /// <summary>A snapshot has what its marks say. Runs inside a call of a grain.</summary>
    private void CheckSegmentSnapshot(string segment, Offset offset, ReadOnlyMemory<byte> bytes)
    {
        _witness.Observe();
        SegmentState state = SegmentWitness.Read(new Snapshot(offset, bytes));
        _witness.Segments.Check(state, segment, $"The snapshot of segment {segment} at {offset}");
    }

    /// <summary>At rest, the live segment has what its own marks say, and a publisher is never behind what it may have freed.</summary>
    private void CheckSegments()
    {
        foreach (string segment in _witness.Segments.Segments.ToArray())
        {
            (long events, double count) = (0, 0);
            foreach (WitnessedPublisher publisher in _witness.Segments.Of(segment).ToArray())
            {
                if (AskAndSettle(publisher) is not { } answer)
                    return;
                CallsView calls = publisher.CallsUpTo(answer.AppliedUpTo);
                events += calls.Events;
                count += calls.Count;
                _trace.Note($"{publisher.Publisher}: {answer} of {publisher.LastNumber}, {calls.Events} events");
                _coverage.Count(Happening.PublicationsTaken, answer.AppliedUpTo > 0 ? 1 : 0);
                Count(Happening.SegmentFellBehind, answer.AppliedUpTo < publisher.LastNumber);
                CheckIsKept(publisher, answer);
            }

            Task<WholeSegmentReport> asked = _silo.Segment(segment).QueryAsync(new EndpointQuery());
            Settle();
            if (!asked.IsCompletedSuccessfully)
                continue;
            WholeSegmentReport report = asked.Result;
            SimulationFailure.Unless(
                report.Events == events && Math.Abs(report.Count - count) < 1e-6 * Math.Max(1, count) && report.Incomplete is null,
                $"Segment {segment} answers {report.Events} events, count {report.Count}, incomplete {report.Incomplete}; by its marks it has {events}, {count}.");
            _coverage.Count(Happening.SegmentChecked);
        }
    }

    /// <summary>What is not applied, or not for good, the endpoint still has: it has to be sent again.</summary>
    private void CheckIsKept(WitnessedPublisher publisher, PublishAnswer answer)
    {
        EndpointState state = _witness[publisher.Publisher.Endpoint].Current;
        int number = Enumerable.Range(0, state.Publications.SegmentCount).First(at => state.SegmentNameOf(at) == publisher.Publisher.Segment);
        SimulationFailure.Unless(
            state.Publications.OldestNumber(number) <= answer.AppliedUpTo + 1,
            $"{publisher.Publisher} has freed what the segment lacks: it has {answer.AppliedUpTo}, the oldest kept is {state.Publications.OldestNumber(number)}.");
        SimulationFailure.Unless(
            answer.DurableUpTo <= answer.AppliedUpTo, $"{publisher.Publisher}: {answer.DurableUpTo} is durable and only {answer.AppliedUpTo} applied.");
    }

    private PublishAnswer? AskAndSettle(WitnessedPublisher publisher)
    {
        Task<PublishAnswer> answer = _silo.Segment(publisher.Publisher.Segment).PublishAsync(new PublishRequest(
            publisher.Publisher.Endpoint, publisher.Publisher.Segment, OldestNumber: 1, publisher.LastNumber, FirstNumber: 1, [], IsUrgent: false));
        Settle();
        SimulationFailure.Unless(answer.IsCompleted, $"Segment {publisher.Publisher.Segment} does not answer.");
        return answer.IsCompletedSuccessfully ? answer.Result : null;
    }

    /// <summary>
    /// Time passes until windows have closed, everything is published, stored twice and acknowledged. Then every segment is the merge of the
    /// endpoints, for all time and for each window that all of them retain.
    /// </summary>
    private void FinishPublishing()
    {
        for (int stride = 0; !IsAllPublished(); stride++)
        {
            SimulationFailure.Unless(stride < PublishingStridesMax, $"Publications do not come to rest: {DescribeQueues()}");
            // As at a start: endpoints with something to do are brought back.
            foreach (string endpoint in _endpoints)
                _ = _silo.Grain(endpoint).WakeAsync();
            _clock.Advance(TimeSpan.FromSeconds(2));
            Settle();
        }

        CheckSegments();
        foreach (string segment in _witness.Segments.Segments.ToArray())
            CheckMerge(segment);
        foreach (string segment in _witness.Segments.Segments.ToArray())
            CheckNothingPends(segment);
    }

    private bool IsAllPublished() => _witness.Endpoints.TrueForAll(
        endpoint => !endpoint.Current.HasOpenWindows && endpoint.Current.Publications.IsEmpty);

    private string DescribeQueues() => string.Join("; ", _witness.Endpoints.Select(
        endpoint => $"{endpoint.Name} keeps {endpoint.Current.Publications.SizeBytes} bytes, open windows: {endpoint.Current.HasOpenWindows}"));

    private void CheckNothingPends(string segment)
    {
        Task<WholeSegmentReport> asked = _silo.Segment(segment).QueryAsync(new EndpointQuery());
        Settle();
        SimulationFailure.Unless(asked.IsCompletedSuccessfully, $"Segment {segment} does not answer in the end.");
        SimulationFailure.Unless(
            asked.Result.Pending == new PendingReport(0, 0), $"Segment {segment} says that {asked.Result.Pending} pend; all is acknowledged.");
    }

    /// <summary>From the segment's latest snapshot and its stored windows, beside whole replays of the endpoints.</summary>
    private void CheckMerge(string segment)
    {
        Snapshot snapshot = _witness.Segments.ReadLatest(segment)!;
        SegmentState state = SegmentWitness.Read(snapshot);
        StoredCells cells = new(_storage.Log, SegmentStream.NameOf(segment), snapshot.Offset);
        _coverage.Count(Happening.SegmentLateEvent, state.Counters.LateEvents);
        CheckMerge(segment, state, cells, Core.Queries.EndpointQuery.All, "for all time");
        long latest = state.Aggregates.LatestUnixMs!.Value;
        foreach (long widthMs in (long[])[10_000, 60_000, 3_600_000])
        {
            for (int window = 0; window < ComparedWindowsMax; window++)
            {
                long start = latest - (latest % widthMs) - (window * widthMs);
                CheckMerge(segment, state, cells, Core.Queries.EndpointQuery.Between(start, start + widthMs, widthMs), $"{widthMs} ms at {start}");
            }
        }
    }

    private void CheckMerge(string segment, SegmentState state, StoredCells cells, Core.Queries.EndpointQuery query, string what)
    {
        EndpointView merged = cells.Query(state.Aggregates, segment, query);
        List<CellView> parts = [];
        foreach (WitnessedEndpoint endpoint in _witness.Endpoints)
        {
            EndpointView part = endpoint.Current.Query(endpoint.Name, query)!;
            // What one of them does not retain any more cannot be compared.
            if (query != Core.Queries.EndpointQuery.All && (part.FromUnixMs, part.ToUnixMs) != (merged.FromUnixMs, merged.ToUnixMs))
                return;
            parts.AddRange(part.Segments.Where(view => view.Name == segment).Select(view => view.Cell));
        }

        ViewTotals.Of(merged.Total).CheckSame(ViewTotals.Of(parts), $"Segment {segment}, {what}");
        Count(Happening.SegmentWindowCompared, query != Core.Queries.EndpointQuery.All && merged.Total.Calls.Events > 0);
    }
}
