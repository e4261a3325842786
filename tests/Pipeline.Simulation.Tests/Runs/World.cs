using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Segments;
using Pipeline.Protocol.Identities;
using Pipeline.Simulation.Tests.Clients;
using Pipeline.Simulation.Tests.Oracle;
using Pipeline.Simulation.Tests.Storage;
using Pipeline.Simulation.Tests.Traffic;
using Pipeline.Testing;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>Everything of one run: a silo, its storage, its clients and who watches them, all driven by one seed on one thread.</summary>
/// <remarks>In parts: what there is here, what the steps do (Steps, Detection), what must hold (Checks, Segments).</remarks>
internal sealed partial class World
{
    private readonly Random _random;
    private readonly Coverage _coverage;
    private readonly Trace _trace;
    private readonly FaultPlan _plan;
    private readonly ManualTimeProvider _clock = new();
    private readonly Alarm _alarm = new();
    private readonly SeededTaskScheduler _scheduler;
    private readonly SimulatedStorage _storage;
    private readonly DetectionConfiguration _detection;
    private readonly bool _isSteadyAtFirst;
    private readonly SimulatedSilo _silo;
    private readonly LogWitness _witness;
    private readonly SimulatedClient _client;
    private readonly TrafficGenerator _traffic;
    private readonly List<SimulatedSource> _sources = [];
    private readonly string[] _endpoints;
    private int _sourceCount;

    /// <param name="createLog">Makes the log, given the bytes that may wait in it; it is the caller's.</param>
    public World(int seed, Coverage coverage, Trace trace, Func<long, IHeldLog> createLog)
    {
        _random = new Random(seed);
        _coverage = coverage;
        _trace = trace;
        _plan = new FaultPlan(_random);
        _endpoints = [.. new[] { "/recommend", "checkout", "/search" }.Take(_random.Next(1, 4))];
        _scheduler = new SeededTaskScheduler(seed);
        int queueBytesMax = _random.Next(4) == 0 ? 2_000 : 1_000_000;
        _storage = new SimulatedStorage(_random, coverage, trace, createLog(queueBytesMax)) { OnSnapshot = OnSnapshot };
        // Eager in some runs, so that a run's little traffic raises anomalies.
        _detection = _random.Next(2) > 0 ? new DetectionConfiguration() : new DetectionConfiguration
        {
            FastWidth = TimeSpan.FromSeconds(1), WarmupWindows = 3, CallsMin = 1, EpisodesPerWeek = 10_000, InstallationEpisodesPerWeek = 1_000_000,
        };
        _isSteadyAtFirst = _random.Next(12) == 0;
        _silo = new SimulatedSilo(_storage, _scheduler, _clock, _alarm, new EndpointGrainOptions
        {
            AppendsInFlightMax = _random.Next(4) == 0 ? 2 : 4_096,
            SnapshotInterval = TimeSpan.FromSeconds(_random.Next(4) == 0 ? 5 : 60),
            UnsavedBytesMax = _random.Next(4) == 0 ? 1_000 : 1_000_000,
            CacheBytesMax = _random.Next(3) == 0 ? 2_000 : 1_000_000,
            PublicationBytesMax = _random.Next(4) == 0 ? 1_500 : 1_000_000,
            AcknowledgeInterval = TimeSpan.FromSeconds(_random.Next(2) == 0 ? 1 : 12),
        }, _detection, new SegmentGrainOptions { SnapshotInterval = TimeSpan.FromSeconds(_random.Next(2) == 0 ? 1 : 5) }, () => _random.Next(1, 40));
        _witness = new LogWitness(_storage, coverage, trace) { MayBeOvertaken = _maybeStale.Contains, Configured = _detection.ToOptions() };
        foreach (string endpoint in _endpoints)
            _witness.Endpoints.Add(new WitnessedEndpoint(endpoint));
        _client = new SimulatedClient(_random, coverage, trace);
        _traffic = new TrafficGenerator(_random);
    }

    private long NowUnixMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Runs the steps, then brings everything to its end and compares it.</summary>
    /// <exception cref="SimulationFailure">Something was seen that must never be.</exception>
    public void Run(int stepCount)
    {
        if (_isSteadyAtFirst)
            SendSteadily();
        for (int step = 1; step <= stepCount; step++)
        {
            _trace.Step = step;
            Do(_plan.Next());
            Watch();
            // Between the steps the host gets as many turns as the seed gives it, often none.
            RunTurns(_random.Next(3) == 0 ? 0 : _random.Next(1, 12));
        }

        Finish();
        _coverage.Runs++;
        _coverage.Steps += stepCount;
        _coverage.Sections += _traffic.SectionCount;
        foreach (WitnessedEndpoint endpoint in _witness.Endpoints)
        {
            _coverage.Count(Happening.LateEvent, endpoint.Model.Late);
            _coverage.Count(Happening.LateTally, endpoint.Model.LateTallies);
            _coverage.Count(Happening.LateDrop, endpoint.Model.LateDrops);
            _coverage.Count(Happening.EventTooOld, endpoint.Model.TooOld);
            _coverage.Count(Happening.EventTooFarAhead, endpoint.Model.TooFarAhead);
        }
    }

    private string AnyEndpoint() => _endpoints[_random.Next(_endpoints.Length)];

    private SimulatedSource AnySource()
    {
        // A source that started long ago is refused where it has been forgotten: a real one would have started anew.
        if (_sources.Count == 0 || (_sources.Count < 4 && _random.Next(20) == 0))
            _sources.Add(CreateSource());
        SimulatedSource source = _sources[_random.Next(_sources.Count)];
        if (source.IsRetired(NowUnixMs) && _random.Next(3) > 0)
        {
            _sources.Remove(source);
            _sources.Add(source = CreateSource());
        }

        return source;
    }

    /// <summary>A source that starts now, by its own clock, which may be wrong by days.</summary>
    private SimulatedSource CreateSource()
    {
        long skewMs = _random.Next(2) == 0 ? _random.NextInt64(-3, 4) * 86_400_000 / 2 : 0;
        return new SimulatedSource(++_sourceCount, NowUnixMs + skewMs);
    }

    private void RunTurns(int count)
    {
        while (count-- > 0 && _scheduler.RunOne())
        {
            _coverage.Turns++;
            Watch();
        }
    }

    /// <summary>Looks at log and answers. The log first: an answer may only claim what is durable.</summary>
    private void Watch()
    {
        _alarm.ThrowIfRaised();
        _witness.Observe();
        _client.Poll();
        CheckAnswers();
        CheckChanges();
    }
}
