using Microsoft.Extensions.DependencyInjection;
using Pipeline.Actors.Hosting;
using Pipeline.Actors.Tests.Conformance;
using Pipeline.Testing;

namespace Pipeline.Actors.Tests.Embedded;

/// <summary>An actor host on the thread pool with a clock that tests move.</summary>
internal sealed class EmbeddedCluster(ActorHostOptions options, ManualTimeProvider clock) : IConformanceCluster
{
    public ActorHost Host { get; } = new(options, new ServiceCollection().BuildServiceProvider());

    public IGrainFactory GrainFactory => Host;

    public bool QueuesCallsAtOnce => true;

    public static EmbeddedCluster Start(ConformanceSettings settings, Action<ActorHostOptions>? configure = null)
    {
        ManualTimeProvider clock = new();
        ActorHostOptions options = new()
        {
            TimeProvider = clock,
            ResponseTimeout = settings.ResponseTimeout,
            CollectionAge = settings.CollectionAge,
            CollectionQuantum = settings.CollectionQuantum,
            MaxEnqueuedRequests = settings.MaxEnqueuedRequests,
        };
        options.AddGrains(typeof(EmbeddedCluster).Assembly);
        configure?.Invoke(options);
        return new EmbeddedCluster(options, clock);
    }

    public Task AdvanceAsync(TimeSpan by)
    {
        clock.Advance(by);
        return Task.CompletedTask;
    }

    public Task DeactivateAsync(IAddressable grain) => Host.DeactivateAsync(grain);

    public Task StopAsync() => Host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        // Tests that fail half-way leave calls running: nothing may wait for those.
        Host.Crash();
        await Host.DisposeAsync();
    }
}
