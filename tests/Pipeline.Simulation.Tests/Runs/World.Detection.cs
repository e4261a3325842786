using Pipeline.Detection.Anomalies;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions.Detection;
using Pipeline.Protocol.Queries;
using Pipeline.Simulation.Tests.Oracle;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>People change how endpoints are watched, and say of anomalies that they are normal, while everything goes on.</summary>
internal sealed partial class World
{
    private readonly List<(Task<DetectionChangeAnswer> Answer, Func<DetectionChangeAnswer, bool> IsTrue, string What)> _changes = [];

    /// <summary>A minute of calls, second by second, so that detection has learnt what is usual when the faults begin.</summary>
    private void SendSteadily()
    {
        for (int second = 0; second < 60; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            CreateBatch();
            while (_client.WaitingCount > 0)
                _client.SendOne(_silo.Grain);
            RunTurns(200);
            Commit(int.MaxValue, CommitFate.Commit);
            RunTurns(200);
        }
    }

    /// <summary>Eager settings, so that the little traffic of a run raises anomalies; now and then wrong ones, which must not be logged.</summary>
    private void ConfigureDetection()
    {
        WitnessedEndpoint endpoint = _witness[AnyEndpoint()];
        bool isWrong = _random.Next(5) == 0;
        DetectionSettings settings = new(
            _random.Next(8) > 0,
            _random.Next(4) > 0,
            isWrong ? 30_000 : _random.Next(3) == 0 ? 10_000 : 1_000,
            60_000,
            _random.Next(3, 8),
            _random.Next(1, 10_000),
            1_000_000,
            _random.Next(1, 20),
            _random.Next(60_000, 600_000),
            _random.Next(1, 4));
        if (!isWrong)
            endpoint.Expect(settings);
        _changes.Add((
            _silo.AnyActivation(endpoint.Name, _random).ConfigureDetectionAsync(settings),
            answer => answer.Status switch
            {
                DetectionChangeStatus.Applied => endpoint.HasConfigured(settings),
                DetectionChangeStatus.Invalid => isWrong,
                DetectionChangeStatus.NotFound => false,
                _ => true,
            },
            $"{endpoint.Name}: {settings}"));
    }

    private void MarkNormal()
    {
        WitnessedEndpoint endpoint = _witness[AnyEndpoint()];
        IReadOnlyList<Anomaly> known = endpoint.Anomalies;
        bool isUnknown = known.Count == 0 || _random.Next(4) == 0;
        string id = isUnknown ? _random.NextInt64().ToString("x16", null) : known[_random.Next(known.Count)].Id;
        if (!isUnknown)
            endpoint.ExpectMarked(id);
        _changes.Add((
            _silo.AnyActivation(endpoint.Name, _random).MarkNormalAsync(id),
            answer => answer.Status switch
            {
                DetectionChangeStatus.Applied => !isUnknown && endpoint.Anomalies.All(anomaly => anomaly.Id != id || anomaly.End == AnomalyEnd.MarkedNormal),
                // An activation that was overtaken may not know it, and a later one may have forgotten it.
                DetectionChangeStatus.NotFound => true,
                DetectionChangeStatus.Invalid => false,
                _ => true,
            },
            $"{endpoint.Name}: {id} is normal"));
    }

    /// <summary>Whoever was told that it is in effect finds it in the log.</summary>
    private void CheckChanges()
    {
        for (int index = _changes.Count - 1; index >= 0; index--)
        {
            (Task<DetectionChangeAnswer> answer, Func<DetectionChangeAnswer, bool> isTrue, string what) = _changes[index];
            if (!answer.IsCompleted)
                continue;
            _changes.RemoveAt(index);
            if (!answer.IsCompletedSuccessfully)
                continue;
            _trace.Mix((long)answer.Result.Status);
            _trace.Note($"{what}: {answer.Result.Status}");
            SimulationFailure.Unless(isTrue(answer.Result), $"{what} was answered {answer.Result.Status}, which is not so.");
            Count(Happening.SettingsRefused, answer.Result.Status == DetectionChangeStatus.Invalid);
            Count(Happening.AnomalyUnknown, answer.Result.Status == DetectionChangeStatus.NotFound);
        }
    }
}
