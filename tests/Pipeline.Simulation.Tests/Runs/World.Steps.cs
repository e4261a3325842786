using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Segments;
using Pipeline.Protocol.Identities;
using Pipeline.Simulation.Tests.Oracle;
using Pipeline.Simulation.Tests.Traffic;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>What each step does.</summary>
internal sealed partial class World
{
    private void Do(StepKind step)
    {
        _trace.Note($"{step}");
        _trace.Mix((long)step);
        switch (step)
        {
            case StepKind.NewBatch:
                CreateBatch();
                break;
            case StepKind.Anonymous:
                Enqueue(AnyEndpoint(), null);
                break;
            case StepKind.Send:
                for (int count = _random.Next(1, 5); count > 0 && _client.WaitingCount > 0; count--)
                    _client.SendOne(endpoint => _silo.AnyActivation(endpoint, _random));
                break;
            case StepKind.Repeat:
                _client.Repeat(endpoint => _silo.AnyActivation(endpoint, _random));
                break;
            case StepKind.SendDamaged:
                string target = AnyEndpoint();
                _client.SendDamaged(_traffic.CreateSection(target, null, NowUnixMs), _silo.Grain(target));
                break;
            case StepKind.Turns:
                RunTurns(_random.Next(1, 60));
                break;
            case StepKind.Commit:
                Commit(_random.Next(3) == 0 ? _random.Next(1, 4) : int.MaxValue, CommitFate.Commit);
                break;
            case StepKind.FailCommit:
                Commit(_random.Next(1, 6), CommitFate.Fail);
                break;
            case StepKind.LoseOutcome:
                Commit(_random.Next(1, 6), CommitFate.WriteButFail);
                break;
            case StepKind.TearCommit:
                TearCommit();
                break;
            case StepKind.FailReads:
                _storage.ReadsToFail = _random.Next(1, 3);
                break;
            case StepKind.Query:
                Ask(AnyEndpoint());
                break;
            case StepKind.ConfigureDetection:
                ConfigureDetection();
                break;
            case StepKind.MarkNormal:
                MarkNormal();
                break;
            case StepKind.Settle:
                Settle();
                CheckAll();
                break;
            case StepKind.Deactivate:
                Count(Happening.ActivationDeactivated, _silo.ActivationCount > 0);
                _ = _silo.DeactivateAsync(AnyEndpoint());
                break;
            case StepKind.CrashActivation:
                string crashed = AnyEndpoint();
                Count(Happening.ActivationCrashed, _silo.CrashActivation(crashed));
                _maybeStale.Add(crashed);
                break;
            case StepKind.DuplicateActivation:
                string duplicated = AnyEndpoint();
                Count(Happening.ActivationDuplicated, _silo.ActivationCount > 0);
                _silo.Duplicate(duplicated);
                _maybeStale.Add(duplicated);
                break;
            case StepKind.DeactivateSegment:
                Count(Happening.SegmentDeactivated, AnySegment() is { } ended && _silo.DeactivateSegmentAsync(ended) is not null);
                break;
            case StepKind.CrashSegment:
                Count(Happening.SegmentCrashed, AnySegment() is { } dead && _silo.CrashSegment(dead));
                break;
            case StepKind.DuplicateSegment:
                if (AnySegment() is { } doubled)
                {
                    _silo.DuplicateSegment(doubled);
                    Count(Happening.SegmentDuplicated, true);
                }

                break;
            case StepKind.RepeatPublications:
                RepeatPublications();
                break;
            case StepKind.StopHost:
                StopHost();
                break;
            case StepKind.CrashHost:
                CrashHost();
                break;
            case StepKind.LoseSnapshot:
                Count(Happening.SnapshotLost, AnyStream() is { } lost && _storage.LoseSnapshot(lost));
                break;
            case StepKind.DamageSnapshot:
                DamageSnapshot();
                break;
            case StepKind.Retain:
                Count(Happening.EntriesRetired, AnyStream() is { } retained && _storage.Retain(retained));
                break;
            default:
                MoveClock(step);
                break;
        }
    }

    /// <summary>A batch has a section for each of some endpoints, all under one identity.</summary>
    private void CreateBatch()
    {
        SimulatedSource source = AnySource();
        if (_random.Next(30) == 0)
            source.Skip(1_024 - _random.Next(8));
        BatchIdentity identity = source.NextBatch();
        int first = _random.Next(_endpoints.Length);
        for (int count = _random.Next(1, _endpoints.Length + 1); count > 0; count--)
            Enqueue(_endpoints[(first + count) % _endpoints.Length], identity);
    }

    private void Enqueue(string endpoint, BatchIdentity? identity)
    {
        SentSection section = _traffic.CreateSection(endpoint, identity, NowUnixMs);
        _witness.Expect(section);
        _client.Enqueue(section);
    }

    private void Commit(int countMax, CommitFate fate)
    {
        int count = _storage.Log.CommitPending(countMax, fate);
        _trace.Note($"{count} writes: {fate}");
        if (count > 0 && fate != CommitFate.Commit)
            _coverage.Count(fate == CommitFate.Fail ? Happening.CommitFailed : Happening.OutcomeUnknown);
        Count(Happening.CommitDelayed, _storage.Log.PendingCount > 0);
    }

    /// <summary>A power cut in the middle of the disk's write: the first entries are there, the rest is not.</summary>
    private void TearCommit()
    {
        int pending = _storage.Log.PendingCount;
        if (pending < 2)
            return;
        int kept = _random.Next(1, pending);
        Commit(kept, _random.Next(2) == 0 ? CommitFate.WriteButFail : CommitFate.Commit);
        Commit(pending - kept, CommitFate.Fail);
        _coverage.Count(Happening.CommitTorn);
    }

    private void MoveClock(StepKind step)
    {
        if (step == StepKind.SetClockBack)
        {
            _clock.Jump(_clock.GetUtcNow() - TimeSpan.FromMilliseconds(_random.Next(1, 60_000)));
            _coverage.Count(Happening.ClockSetBack);
            return;
        }

        long ms = step switch
        {
            StepKind.AdvanceLittle => _random.Next(1, 2_000),
            StepKind.AdvanceSeconds => _random.Next(2_000, 20_000),
            StepKind.AdvanceIdle => _random.Next(20_000, 90_000),
            StepKind.AdvanceLong => _random.Next(90_000, 720_000),
            StepKind.AdvanceDays => _random.NextInt64(86_400_000, 9L * 86_400_000),
            _ => throw new SimulationFailure($"There is no step {step}."),
        };
        // In several strides, so that the turns between them find the clock on its way.
        for (int strides = ms < 2_000 ? 1 : _random.Next(1, 5); strides > 0; strides--)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(strides == 1 ? ms : ms / strides));
            ms -= strides == 1 ? 0 : ms / strides;
            RunTurns(_random.Next(0, 20));
        }

        _trace.Note($"now {NowUnixMs}");
    }

    private void StopHost()
    {
        Task stop = _silo.StopAsync();
        for (int round = 0; !stop.IsCompleted; round++)
        {
            SimulationFailure.Unless(round < 1_000, $"The host does not stop.");
            _scheduler.RunUntilIdle();
            Commit(_random.Next(1, 10), _random.Next(12) == 0 ? CommitFate.Fail : CommitFate.Commit);
            Watch();
            if (_storage.Log.PendingCount == 0 && _scheduler.ReadyCount == 0)
                _clock.Advance(TimeSpan.FromSeconds(1));
        }

        // A write that a crashed activation has left behind would still come between.
        if (_storage.Log.PendingCount == 0)
            _maybeStale.Clear();
        _coverage.Count(Happening.HostStopped);
        _silo.Restart();
    }

    /// <summary>The process dies: nothing of it runs on, but what it had handed to the disk may still have got there.</summary>
    private void CrashHost()
    {
        _silo.Crash();
        if (_random.Next(2) == 0 && _storage.Log.PendingCount > 0)
        {
            Commit(_random.Next(1, 6), CommitFate.WriteButFail);
            _coverage.Count(Happening.WrittenInTheMomentOfDeath);
        }

        Count(Happening.PendingWritesDropped, _storage.Log.Kill() > 0);
        _coverage.Count(Happening.HostCrashed);
        Watch();
        _maybeStale.Clear();
        _silo.Restart();
    }

    /// <summary>Damage to a segment's snapshot shows only to an activation that reads it, before there are two others.</summary>
    private void DamageSnapshot()
    {
        if (AnyStream() is not { } stream || !_storage.DamageSnapshot(stream))
            return;
        Count(Happening.SnapshotDamaged, true);
        if (SegmentStream.TryGetKey(stream.Stream, out string segment) && _random.Next(3) > 0)
            Count(Happening.SegmentCrashed, _silo.CrashSegment(segment));
    }

    private string? AnySegment()
    {
        string[] segments = [.. _witness.Segments.Segments];
        return segments.Length == 0 ? null : segments[_random.Next(segments.Length)];
    }

    /// <summary>As an endpoint that has been overtaken would: some publications in a row, of which the segment may have any part.</summary>
    private void RepeatPublications()
    {
        if (_witness.Segments.Publishers.Count == 0)
            return;
        WitnessedPublisher publisher = _witness.Segments.Publishers.ElementAt(_random.Next(_witness.Segments.Publishers.Count));
        long first = _random.NextInt64(1, publisher.LastNumber + 1);
        long last = Math.Min(publisher.LastNumber, first + _random.Next(4));
        ISegmentGrain segment = _silo.AnySegmentActivation(publisher.Publisher.Segment, _random);
        _publishing.Add(segment.PublishAsync(new PublishRequest(
            publisher.Publisher.Endpoint,
            publisher.Publisher.Segment,
            OldestNumber: 1,
            publisher.LastNumber,
            first,
            [.. Range(first, last).Select(number => publisher[number])],
            IsUrgent: _random.Next(4) == 0)));
        _coverage.Count(Happening.PublicationsRepeated);
    }

    private static IEnumerable<long> Range(long first, long last)
    {
        for (long number = first; number <= last; number++)
            yield return number;
    }

    private StreamInfo? AnyStream()
    {
        // Each log has an order of its own; the seed's choice must not depend on it.
        StreamInfo[] streams = [.. _storage.Log.ListStreamsAsync().Result.OrderBy(info => info.Stream.Value, StringComparer.Ordinal)];
        return streams.Length == 0 ? null : streams[_random.Next(streams.Length)];
    }

    private void Count(Happening happening, bool happened)
    {
        if (!happened)
            return;
        _coverage.Count(happening);
        _trace.Note($"{happening}");
    }
}
