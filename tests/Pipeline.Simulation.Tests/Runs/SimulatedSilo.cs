using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Pipeline.Actors;
using Pipeline.Actors.Hosting;
using Pipeline.EventLog;
using Pipeline.Grains;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Catalog;
using Pipeline.Grains.Feed;
using Pipeline.Grains.Windows;
using Pipeline.Simulation.Tests.Storage;
using Pipeline.Testing;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>One host of grains after the other, on the same storage and the same clock.</summary>
internal sealed class SimulatedSilo
{
    private readonly GrainServices _services;
    private readonly SeededTaskScheduler _scheduler;
    private readonly ManualTimeProvider _clock;
    private readonly Alarm _alarm;
    private readonly List<IEndpointGrain> _first = [];
    private ActorHost _host;

    public SimulatedSilo(
        SimulatedStorage storage, SeededTaskScheduler scheduler, ManualTimeProvider clock, Alarm alarm, EndpointGrainOptions options)
    {
        _scheduler = scheduler;
        _clock = clock;
        _alarm = alarm;
        _services = new GrainServices(
            (typeof(IEventLog), storage),
            (typeof(ISnapshotStore), storage),
            (typeof(ICellStore), storage),
            (typeof(WindowCache), new WindowCache(Options.Create(options))),
            (typeof(WindowFeed), new WindowFeed(Options.Create(new WindowFeedOptions { RingBytesMax = 64 * 1024 }), clock)),
            (typeof(SummaryReporter), new SummaryReporter(new CatalogInstruments())),
            (typeof(IOptions<EndpointGrainOptions>), Options.Create(options)),
            (typeof(TimeProvider), clock),
            (typeof(ILogger<EndpointGrain>), NullLogger<EndpointGrain>.Instance));
        _host = StartHost();
    }

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
        return new ActorHost(options, _services, _alarm);
    }
}
