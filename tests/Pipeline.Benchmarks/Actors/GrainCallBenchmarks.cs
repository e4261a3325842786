using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.Actors.Hosting;

namespace Pipeline.Benchmarks.Actors;

/// <summary>What a grain call costs in process: one after the other, and many at a time to one grain and to many. Per call.</summary>
public class GrainCallBenchmarks
{
    private const int CallCount = 1_000;
    private const int GrainCount = 100;

    private readonly Task[] _calls = new Task[CallCount];
    private readonly IAdderGrain[] _grains = new IAdderGrain[GrainCount];
    private ServiceProvider? _services;
    private ActorHost? _host;

    [GlobalSetup]
    public void Setup()
    {
        _services = new ServiceCollection().BuildServiceProvider();
        ActorHostOptions options = new();
        options.GrainClasses.Add(typeof(AdderGrain));
        _host = new ActorHost(options, _services);
        for (int index = 0; index < GrainCount; index++)
            _grains[index] = _host.GetGrain<IAdderGrain>($"grain {index}");
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _host!.DisposeAsync();
        await _services!.DisposeAsync();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = CallCount)]
    public async Task OneByOne()
    {
        for (int call = 0; call < CallCount; call++)
            await _grains[0].AddAsync(1);
    }

    [Benchmark(OperationsPerInvoke = CallCount)]
    public Task ManyToOne()
    {
        for (int call = 0; call < CallCount; call++)
            _calls[call] = _grains[0].AddAsync(1);
        return Task.WhenAll(_calls);
    }

    [Benchmark(OperationsPerInvoke = CallCount)]
    public Task ManyInterleavedToOne()
    {
        for (int call = 0; call < CallCount; call++)
            _calls[call] = _grains[0].AddInterleavedAsync(1);
        return Task.WhenAll(_calls);
    }

    [Benchmark(OperationsPerInvoke = CallCount)]
    public Task ManyToMany()
    {
        for (int call = 0; call < CallCount; call++)
            _calls[call] = _grains[call % GrainCount].AddAsync(1);
        return Task.WhenAll(_calls);
    }
}
