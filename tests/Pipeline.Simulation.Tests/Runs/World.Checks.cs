using System.Text.Json;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Core.Queries;
using Pipeline.Detection;
using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Alerting;
using Pipeline.Grains.Segments;
using Pipeline.Protocol.Queries;
using Pipeline.Simulation.Tests.Oracle;
using Pipeline.Simulation.Tests.Traffic;
using EndpointQuery = Pipeline.Grains.Abstractions.EndpointQuery;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>What must hold, and how everything is brought to rest to see it.</summary>
internal sealed partial class World
{
    private const int SettleRoundsMax = 2_000;

    private static readonly EndpointQuery AllTime = new();

    // One for each tier and for the lifetime cells.
    private static readonly TimeSpan?[] s_windows = [null, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(20), TimeSpan.FromHours(9), TimeSpan.FromDays(5)];

    private readonly List<(WitnessedEndpoint Endpoint, Task<EndpointReport> Answer)> _questions = [];
    private readonly HashSet<string> _maybeStale = [];

    /// <summary>Runs inside a call of a grain, which would swallow a failure.</summary>
    private void OnSnapshot(StreamName stream, Offset offset, ReadOnlyMemory<byte> bytes)
    {
        _trace.Note($"snapshot of {stream} at {offset}");
        _trace.Mix(offset.Value);
        try
        {
            CheckSnapshot(stream, offset, bytes);
        }
        catch (SimulationFailure failure)
        {
            _alarm.Raise(failure);
        }
    }

    /// <summary>A snapshot says the same, bit for bit, as a replay of everything before its offset.</summary>
    private void CheckSnapshot(StreamName stream, Offset offset, ReadOnlyMemory<byte> bytes)
    {
        _witness.Observe();
        if (SegmentStream.TryGetKey(stream, out string segment))
        {
            CheckSegmentSnapshot(segment, offset, bytes);
            return;
        }

        // Alerts are only there so that endpoints can tell what they find; tests of their own replay them.
        if (stream == AlertGrain.Stream)
            return;
        WitnessedEndpoint endpoint = _witness.Endpoints.Find(known => known.Stream == stream)!;
        SimulationFailure.Unless(
            offset <= endpoint.Head, $"The snapshot of {stream} at {offset} is ahead of the log, whose head is {endpoint.Head}.");
        SimulationFailure.Unless(
            endpoint.Replay(offset).WriteSnapshot().AsSpan().SequenceEqual(bytes.Span),
            $"The snapshot of {stream} at {offset} differs from a replay up to there.");
    }

    /// <summary>Asks while appends are in flight; the answer is looked at when it comes.</summary>
    private void Ask(string endpoint)
    {
        Count(Happening.QueryDuringAppends, _storage.Log.PendingCount > 0);
        _questions.Add((_witness[endpoint], _silo.AnyActivation(endpoint, _random).QueryAsync(AllTime)));
    }

    /// <summary>Whatever is answered was true of the durable entries at some time: nothing uncommitted is ever seen.</summary>
    private void CheckAnswers()
    {
        for (int index = _questions.Count - 1; index >= 0; index--)
        {
            (WitnessedEndpoint endpoint, Task<EndpointReport> answer) = _questions[index];
            if (!answer.IsCompleted)
                continue;
            _questions.RemoveAt(index);
            if (answer.IsCompletedSuccessfully)
                CheckIsPast(endpoint, answer.Result);
        }
    }

    private void CheckIsPast(WitnessedEndpoint endpoint, EndpointReport report)
    {
        _trace.Mix(report.Events);
        SimulationFailure.Unless(
            endpoint.HadEvents(report.Events),
            $"{endpoint.Name} answered {report.Events} events, which it never had; now it has {endpoint.Model.Events}.");
        Count(Happening.QueryOfStaleActivation, report.Events < endpoint.Model.Events && _maybeStale.Contains(endpoint.Name));
    }

    /// <summary>Lets everything in flight come to its end; the clock stands still.</summary>
    private void Settle()
    {
        for (int round = 0; _scheduler.ReadyCount > 0 || _storage.Log.PendingCount > 0; round++)
        {
            SimulationFailure.Unless(round < SettleRoundsMax, $"The world does not come to rest.");
            RunTurns(int.MaxValue);
            Commit(_random.Next(1, 20), _random.Next(30) == 0 ? CommitFate.Fail : CommitFate.Commit);
            Watch();
        }

        SimulationFailure.Unless(_client.OpenCount == 0, $"{_client.OpenCount} appends are never answered.");
        _publishing.RemoveAll(call => call.IsCompleted);
        SimulationFailure.Unless(_publishing.Count == 0, $"{_publishing.Count} publications are never answered.");
        SimulationFailure.Unless(_changes.Count == 0, $"{_changes.Count} changes of how endpoints are watched are never answered.");
        SimulationFailure.Unless(_questions.Count == 0, $"{_questions.Count} questions are never answered.");
    }

    /// <summary>At rest, model, replay, snapshot with tail, and live grain agree about every endpoint.</summary>
    private void CheckAll()
    {
        CheckSegments();
        foreach (WitnessedEndpoint endpoint in _witness.Endpoints)
        {
            MonitoredEndpoint replayed = endpoint.Replay(endpoint.Head);
            EndpointView view = replayed.State.Query(endpoint.Name, Pipeline.Core.Queries.EndpointQuery.All)!;
            Comparison.Check(view, endpoint.Model);
            CheckSnapshotAndTail(endpoint, replayed);
            foreach (TimeSpan? window in s_windows)
                CheckLive(endpoint, replayed.State, window);
            _coverage.Checks++;
        }
    }

    private void CheckSnapshotAndTail(WitnessedEndpoint endpoint, MonitoredEndpoint replayed)
    {
        if (_storage.Log.ReadLatestAsync(endpoint.Stream).Result is not { } snapshot)
            return;
        SimulationFailure.Unless(
            MonitoredEndpoint.TryReadSnapshot(endpoint.Name, snapshot.Bytes.Span, out MonitoredEndpoint? restored, out SnapshotFault fault),
            $"The snapshot of {endpoint.Name} at {snapshot.Offset} cannot be read: {fault}.");
        StoredCells cells = new(_storage.Log, endpoint.Stream, snapshot.Offset);
        Count(Happening.WindowLoaded, endpoint.ApplyTail(restored!, cells) > 0);
        SimulationFailure.Unless(
            restored!.WriteSnapshot().AsSpan().SequenceEqual(replayed.WriteSnapshot()),
            $"{endpoint.Name}: the snapshot at {snapshot.Offset} and its tail up to {endpoint.Head} differ from a whole replay.");
        Count(Happening.AnomalyCompared, replayed.Detection.Anomalies.Count > 0);
        foreach (TimeSpan? window in s_windows)
        {
            var query = ToCore(window);
            SimulationFailure.Unless(
                JsonSerializer.Serialize(cells.Query(restored.State, endpoint.Name, query))
                    == JsonSerializer.Serialize(replayed.State.Query(endpoint.Name, query)),
                $"{endpoint.Name}: with stored windows the last {window} differ from a whole replay.");
        }
    }

    private void CheckLive(WitnessedEndpoint endpoint, EndpointState state, TimeSpan? window)
    {
        if (AskAndSettle(endpoint, new EndpointQuery(window)) is not { } live)
            return;
        if (window is null)
            CheckIsPast(endpoint, live);
        EndpointView replayed = state.Query(endpoint.Name, ToCore(window))!;
        CallsView calls = replayed.Total.Calls;
        bool isSame = live.Events == calls.Events && live.Count == calls.Count && live.Errors == calls.Errors
            && live.Late == replayed.Counters.Late && live.AsOf == replayed.AsOfUnixMs
            && live.Segments.Count == replayed.Segments.Count && live.Operations.Count == replayed.Total.Operations.Count;
        // An activation that another one has overtaken answers from the past, until its next append tells it.
        SimulationFailure.Unless(
            isSame || _maybeStale.Contains(endpoint.Name),
            $"{endpoint.Name}, last {window}: live {live.Events} events, count {live.Count}; replayed {calls.Events} events, count {calls.Count}.");
    }

    private static Pipeline.Core.Queries.EndpointQuery ToCore(TimeSpan? window) => window is { } length
        ? Pipeline.Core.Queries.EndpointQuery.Last((long)length.TotalMilliseconds)
        : Pipeline.Core.Queries.EndpointQuery.All;

    /// <summary>The registered activation's answer; null if it cannot be brought up just now.</summary>
    private EndpointReport? AskAndSettle(WitnessedEndpoint endpoint, EndpointQuery query)
    {
        Task<EndpointReport> answer = _silo.Grain(endpoint.Name).QueryAsync(query);
        Settle();
        SimulationFailure.Unless(answer.IsCompleted, $"{endpoint.Name} does not answer.");
        return answer.IsCompletedSuccessfully ? answer.Result : null;
    }

    /// <summary>
    /// The disturbances end. Clients repeat until they have an answer to everything; then the answers, the log, the model, the live grains
    /// and the grains after an orderly restart must agree about everything.
    /// </summary>
    private void Finish()
    {
        _trace.Note($"the end");
        _storage.ReadsToFail = 0;
        foreach (string endpoint in _endpoints)
            Enqueue(endpoint, new SimulatedSource(++_sourceCount, NowUnixMs).NextBatch());
        for (int round = 0; _client.WaitingCount > 0; round++)
        {
            SimulationFailure.Unless(round < SettleRoundsMax, $"{_client.WaitingCount} sections are never acknowledged.");
            while (_client.WaitingCount > 0)
                _client.SendOne(_silo.Grain);
            // An endpoint whose publications have no room waits for segments, and those for time.
            if (round > 2)
                _clock.Advance(TimeSpan.FromMilliseconds(500));
            Settle();
        }

        CheckAll();
        foreach (WitnessedEndpoint endpoint in _witness.Endpoints)
            CheckAcknowledged(endpoint);
        string[] before = [.. _witness.Endpoints.Select(Describe)];
        StopHost();
        CheckAll();
        string[] after = [.. _witness.Endpoints.Select(Describe)];
        SimulationFailure.Unless(before.SequenceEqual(after), $"A restart changes what is answered.");
        FinishPublishing();
    }

    private string Describe(WitnessedEndpoint endpoint) => string.Join(
        "; ", s_windows.Select(window => JsonSerializer.Serialize(AskAndSettle(endpoint, new EndpointQuery(window)))));

    /// <summary>What the senders know, without a look at the log: everything acknowledged is there, and nothing is there twice.</summary>
    private void CheckAcknowledged(WitnessedEndpoint endpoint)
    {
        long least = 0;
        long most = 0;
        foreach (SentSection section in _client.Sent.Where(section => section.Endpoint == endpoint.Name))
        {
            least += section.AcceptedCount ?? 0;
            most += section.Knowledge == Knowledge.NotInLog ? 0 : section.AcceptedCount ?? section.Events.Count;
            SimulationFailure.Unless(
                section.Knowledge != Knowledge.Acknowledged || section.CountedEvents is not null,
                $"{section} was acknowledged and is not counted.");
            Count(Happening.AnonymousLost, section is { Identity: null, Knowledge: Knowledge.Unknown, CountedEvents: null });
        }

        long events = AskAndSettle(endpoint, AllTime)!.Events;
        SimulationFailure.Unless(
            least <= events && events <= most, $"{endpoint.Name}: {events} events are counted; the senders know of {least} to {most}.");
    }
}
