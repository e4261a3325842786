using System.Reflection;

namespace Pipeline.Actors.Hosting;

/// <summary>What an <see cref="ActorHost"/> hosts, and within which limits.</summary>
public sealed class ActorHostOptions
{
    /// <summary>The grain classes to host; see <see cref="AddGrains"/>.</summary>
    public ISet<Type> GrainClasses { get; } = new HashSet<Type>();

    /// <summary>Runs all work of the host and its grains. Default: the thread pool.</summary>
    public TaskScheduler TaskScheduler { get; set; } = TaskScheduler.Default;

    /// <summary>Gives the time for all timeouts, timers and idleness. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>How long a caller waits for an answer, measured to a second. Default 30 s; more than zero.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an activation lives without inbound work. Default 15 min; more than <see cref="CollectionQuantum"/>.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle activations are looked for. Default 1 min; more than zero.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long constructor and OnActivateAsync may take until the activation fails. Default 30 s; more than zero.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long OnDeactivateAsync may take until it is given up. Default 30 s; more than zero.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Within what time a stop drains and deactivates everything before it abandons the rest. Default 30 s; more than zero.
    /// </summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many requests an activation holds, waiting and running, before further ones fail with a
    /// <see cref="LimitExceededException"/>. Default 10,000; 0 for no limit.
    /// </summary>
    public int MaxEnqueuedRequests { get; set; } = 10_000;

    /// <summary>Activations of one identity of a stateless worker whose attribute states no number. Default: one a processor.</summary>
    public int DefaultStatelessWorkers { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// Copies every argument and result through what a serializer would carry, immutable ones included, and fails on types that could
    /// not travel. For tests; in operation messages are handed over and must not be changed after sending. Default false.
    /// </summary>
    public bool RoundTripMessages { get; set; }

    /// <summary>Adds the grain classes of an assembly: concrete ones that derive from <see cref="Grain"/>.</summary>
    public ActorHostOptions AddGrains(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (Type type in assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Grain))))
            GrainClasses.Add(type);
        return this;
    }

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(TaskScheduler);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ResponseTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CollectionQuantum, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CollectionAge, CollectionQuantum);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ActivationTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(DeactivationTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StopTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxEnqueuedRequests);
        ArgumentOutOfRangeException.ThrowIfLessThan(DefaultStatelessWorkers, 1);
    }
}
