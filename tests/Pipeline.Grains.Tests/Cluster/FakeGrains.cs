using System.Collections.Concurrent;
using System.Reflection;
using Pipeline.Grains.Abstractions;

namespace Pipeline.Grains.Tests.Cluster;

/// <summary>A factory of endpoints that do nothing but count how often they were woken.</summary>
public class FakeGrains : DispatchProxy
{
    private readonly ConcurrentDictionary<string, int> _woken = new();
    private readonly TaskCompletionSource _firstWake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Task _replay = Task.CompletedTask;

    /// <summary>What a call that wakes an endpoint waits for.</summary>
    public Task Replay
    {
        get => _replay;
        set => _replay = value;
    }

    /// <summary>Completes when an endpoint is woken.</summary>
    public Task FirstWake => _firstWake.Task;

    /// <summary>The factory of a new set of endpoints.</summary>
    public static (IGrainFactory Factory, FakeGrains Grains) Create()
    {
        IGrainFactory factory = Create<IGrainFactory, FakeGrains>();
        return (factory, (FakeGrains)factory);
    }

    /// <summary>How often an endpoint was woken.</summary>
    public int Woken(string endpoint) => _woken.GetValueOrDefault(endpoint);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        ArgumentNullException.ThrowIfNull(args);
        if (targetMethod.ReturnType != typeof(IEndpointGrain) || args[0] is not string name)
            throw new NotSupportedException(targetMethod.ToString());
        IEndpointGrain endpoint = Create<IEndpointGrain, Endpoint>();
        ((Endpoint)endpoint).Wake = () => Wake(name);
        return endpoint;
    }

    private Task Wake(string endpoint)
    {
        Task replay = Replay;
        _woken.AddOrUpdate(endpoint, 1, static (_, count) => count + 1);
        _firstWake.TrySetResult();
        return replay;
    }

    /// <summary>One endpoint.</summary>
    public class Endpoint : DispatchProxy
    {
        /// <summary>What it does when it is woken.</summary>
        public Func<Task> Wake { get; set; } = static () => Task.CompletedTask;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == nameof(IEndpointGrain.WakeAsync) ? Wake() : throw new NotSupportedException(targetMethod?.Name);
    }
}
