using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pipeline.Actors;
using Pipeline.Actors.Hosting;
using Pipeline.Detection.Training;
using Pipeline.EventLog;
using Pipeline.Grains;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Alerting;
using Pipeline.Grains.Budgets;
using Pipeline.Grains.Catalog;
using Pipeline.Grains.Cluster;
using Pipeline.Grains.Feed;
using Pipeline.Grains.Segments;
using Pipeline.Grains.Training;
using Pipeline.Grains.Windows;
using Pipeline.Simulation.Tests.Storage;
using Pipeline.Testing;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>One host of grains after the other, on the same storage and the same clock.</summary>
internal sealed class SimulatedSilo
{
    private readonly SimulatedStorage _storage;
    private readonly EndpointGrainOptions _options;
    private readonly DetectionConfiguration _detection;
    private readonly SegmentGrainOptions _segmentOptions;
    private readonly Func<int> _countEndpoints;
    private readonly SeededTaskScheduler _scheduler;
    private readonly ManualTimeProvider _clock;
    private readonly Alarm _alarm;
    private readonly List<IEndpointGrain> _first = [];
    private readonly List<ISegmentGrain> _firstSegments = [];
    private ActorHost _host;

    public SimulatedSilo(
        SimulatedStorage storage, SeededTaskScheduler scheduler, ManualTimeProvider clock, Alarm alarm, EndpointGrainOptions options,
        DetectionConfiguration detection, SegmentGrainOptions segmentOptions, Func<int> countEndpoints)
    {
        _storage = storage;
        _options = options;
        _detection = detection;
        _segmentOptions = segmentOptions;
        _countEndpoints = countEndpoints;
        _scheduler = scheduler;
        _clock = clock;
        _alarm = alarm;
        _host = StartHost();
    }

    /// <summary>What the present process knows of segments.</summary>
    public SegmentDirectory Segments { get; private set; } = null!;

    public int ActivationCount => _host.ActivationCount;

    /// <summary>The grain as the directory has it.</summary>
    public IEndpointGrain Grain(string endpoint) => _host.GetGrain<IEndpointGrain>(endpoint);

    /// <summary>The grain, or an activation of it that the directory has forgotten while that lives.</summary>
    public IEndpointGrain AnyActivation(string endpoint, Random random)
    {
        IEndpointGrain? stale = _first.Find(grain => grain.GetPrimaryKeyString() == endpoint);
        return stale is not null && random.Next(3) == 0 ? stale : Grain(endpoint);
    }

    /// <summary>Lets the directory forget an endpoint's activation.</summary>
    public void Duplicate(string endpoint)
    {
        _first.RemoveAll(grain => grain.GetPrimaryKeyString() == endpoint);
        _first.Add(_host.CreateDuplicateActivation(Grain(endpoint)));
    }

    /// <summary>The segment's grain as the directory has it.</summary>
    public ISegmentGrain Segment(string segment) => _host.GetGrain<ISegmentGrain>(segment);

    /// <summary>The segment's grain, or an activation of it that the directory has forgotten while that lives.</summary>
    public ISegmentGrain AnySegmentActivation(string segment, Random random)
    {
        ISegmentGrain? stale = _firstSegments.Find(grain => grain.GetPrimaryKeyString() == segment);
        return stale is not null && random.Next(2) == 0 ? stale : Segment(segment);
    }

    public void DuplicateSegment(string segment)
    {
        _firstSegments.RemoveAll(grain => grain.GetPrimaryKeyString() == segment);
        _firstSegments.Add(_host.CreateDuplicateActivation(Segment(segment)));
    }

    public Task DeactivateSegmentAsync(string segment) => _host.DeactivateAsync(Segment(segment));

    public bool CrashSegment(string segment) => _host.CrashActivation(Segment(segment));

    public Task DeactivateAsync(string endpoint) => _host.DeactivateAsync(Grain(endpoint));

    public bool CrashActivation(string endpoint) => _host.CrashActivation(Grain(endpoint));

    public Task StopAsync() => _host.StopAsync();

    /// <summary>Nothing of the host runs any more.</summary>
    public void Crash()
    {
        _host.Crash();
        _scheduler.Drop();
    }

    /// <summary>Starts another host after the last one has stopped or crashed.</summary>
    public void Restart()
    {
        _first.Clear();
        _firstSegments.Clear();
        _host = StartHost();
    }

    private ActorHost StartHost()
    {
        ActorHostOptions options = new()
        {
            TaskScheduler = _scheduler,
            TimeProvider = _clock,
            CollectionAge = TimeSpan.FromMinutes(10),
            CollectionQuantum = TimeSpan.FromMinutes(5),
        };
        options.GrainClasses.Add(typeof(EndpointGrain));
        options.GrainClasses.Add(typeof(SegmentGrain));
        options.GrainClasses.Add(typeof(GenerousCatalogGrain));
        options.GrainClasses.Add(typeof(AlertGrain));
        return new ActorHost(options, CreateServices(), _alarm);
    }

    /// <summary>A process begins with nothing in memory: no cached windows, no known segments.</summary>
    private GrainServices CreateServices()
    {
        Segments = new SegmentDirectory();
        SummaryReporter reporter = new(new CatalogInstruments());
        // As if the catalog had said so.
        reporter.NoteEndpointCount(_countEndpoints());
        return new GrainServices(
            (typeof(IEventLog), _storage),
            (typeof(ISnapshotStore), _storage),
            (typeof(ICellStore), _storage),
            (typeof(WindowCache), new WindowCache(Options.Create(_options))),
            (typeof(WindowFeed), new WindowFeed(Options.Create(new WindowFeedOptions { RingBytesMax = 64 * 1024 }), _clock)),
            (typeof(SummaryReporter), reporter),
            (typeof(SegmentAdmission), new SegmentAdmission(new LateGrainFactory(() => _host))),
            (typeof(SegmentDirectory), Segments),
            (typeof(IOtherSilos), new SingleSilo()),
            (typeof(FailedStreams), new FailedStreams(new RecoveryInstruments())),
            (typeof(SegmentInstruments), new SegmentInstruments(Segments)),
            (typeof(ForestTrainer), CreateTrainer()),
            (typeof(AlertInstruments), new AlertInstruments()),
            (typeof(BudgetDirectory), new BudgetDirectory()),
            (typeof(IOptions<AlertOptions>), Options.Create(new AlertOptions())),
            (typeof(ILogger<AlertGrain>), NullLogger<AlertGrain>.Instance),
            (typeof(IOptions<EndpointGrainOptions>), Options.Create(_options)),
            (typeof(IOptions<DetectionConfiguration>), Options.Create(_detection)),
            (typeof(IOptions<SegmentGrainOptions>), Options.Create(_segmentOptions)),
            (typeof(TimeProvider), _clock),
            (typeof(ILogger<EndpointGrain>), NullLogger<EndpointGrain>.Instance),
            (typeof(ILogger<SegmentGrain>), NullLogger<SegmentGrain>.Instance));
    }

    /// <summary>Fits on the scheduler of the run, so that a seed decides when a model is there.</summary>
    private ForestTrainer CreateTrainer() => new(
        ForestFitter.Instance, new ForestTrainerInstruments(), Options.Create(new ForestTrainerOptions()), _clock, _scheduler);
}
