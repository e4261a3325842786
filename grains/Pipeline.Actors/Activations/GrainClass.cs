using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Actors.Calls;
using Pipeline.Actors.Hosting;

namespace Pipeline.Actors.Activations;

/// <summary>One grain class on one host: what its attributes grant, and its part of the directory of activations.</summary>
internal sealed class GrainClass
{
    // Compiling a constructor call and looking through attributes takes milliseconds, and simulations start hosts by the thousand.
    private static readonly ConcurrentDictionary<Type, ObjectFactory> s_factories = new();

    private readonly ConcurrentDictionary<string, Activation> _activations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WorkerPool>? _workers;
    private readonly Func<string, Activation> _createActivation;
    private readonly Func<string, WorkerPool> _createPool;
    private readonly ObjectFactory _createInstance;

    public GrainClass(ActorHost host, Type type, ILogger logger)
    {
        Host = host;
        Type = type;
        Logger = logger;
        TypeName = type.GetCustomAttribute<GrainTypeAttribute>()?.GrainType ?? DefaultTypeName(type);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        CollectionAgeMs = CollectionAge(type, host.Options.CollectionAge);
        _createInstance = s_factories.GetOrAdd(type, CreateFactory);
        _createActivation = key => new Activation(this, key);
        int limit = 0;
        if (type.GetCustomAttribute<StatelessWorkerAttribute>() is { } worker)
        {
            limit = worker.MaxLocalWorkers > 0 ? worker.MaxLocalWorkers : host.Options.DefaultStatelessWorkers;
            _workers = new(StringComparer.Ordinal);
        }

        _createPool = key => new WorkerPool(this, key, limit);
    }

    public ActorHost Host { get; }

    public Type Type { get; }

    public string TypeName { get; }

    public ILogger Logger { get; }

    public bool IsReentrant { get; }

    /// <summary><see cref="long.MaxValue"/> for never.</summary>
    public long CollectionAgeMs { get; }

    public Grain CreateInstance(IServiceProvider services) => (Grain)_createInstance(services, null);

    /// <summary>Gives a request to the activation of this key, which the first request brings to life.</summary>
    public void Deliver(string key, Request request)
    {
        if (_workers is not null)
        {
            _workers.GetOrAdd(key, _createPool).Deliver(request);
            return;
        }

        // An activation leaves the directory before it stops accepting: a refusal means that the next look-up finds another.
        while (!Activate(key).TryEnqueue(request))
        {
        }
    }

    /// <summary>Activations of a key that the directory knows.</summary>
    public Activation[] Find(string key)
    {
        if (_workers is not null)
            return _workers.TryGetValue(key, out WorkerPool? pool) ? pool.Snapshot() : [];
        return _activations.TryGetValue(key, out Activation? activation) ? [activation] : [];
    }

    /// <summary>Takes an activation out of the directory; it may live on.</summary>
    public void Forget(Activation activation)
    {
        if (_workers is null)
            _activations.TryRemove(new KeyValuePair<string, Activation>(activation.Key, activation));
        else if (_workers.TryGetValue(activation.Key, out WorkerPool? pool))
            pool.Forget(activation);
    }

    private static ObjectFactory CreateFactory(Type type)
    {
        RefuseMisplacedAttributes(type);
        return ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);
    }

    private static string DefaultTypeName(Type type)
    {
        string name = type.Name.ToLowerInvariant();
        return name.EndsWith("grain", StringComparison.Ordinal) && name.Length > 5 ? name[..^5] : name;
    }

    private static long CollectionAge(Type type, TimeSpan hostAge)
    {
        if (type.IsDefined(typeof(KeepAliveAttribute)))
            return long.MaxValue;
        CollectionAgeLimitAttribute? limit = type.GetCustomAttribute<CollectionAgeLimitAttribute>();
        if (limit is { AlwaysActive: true })
            return long.MaxValue;
        return (long)(limit?.AgeLimit ?? hostAge).TotalMilliseconds;
    }

    /// <summary>On a class's method these attributes would do nothing, in a cluster too: better to hear of it.</summary>
    private static void RefuseMisplacedAttributes(Type type)
    {
        foreach (MethodInfo method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (method.IsDefined(typeof(AlwaysInterleaveAttribute)) || method.IsDefined(typeof(ReadOnlyAttribute))
                || method.IsDefined(typeof(OneWayAttribute)) || method.IsDefined(typeof(ResponseTimeoutAttribute)))
            {
                throw new InvalidOperationException(
                    $"{type}.{method.Name} carries an attribute that has an effect on the method of its grain interface only.");
            }
        }
    }

    private Activation Activate(string key) =>
        _activations.TryGetValue(key, out Activation? activation) ? activation : _activations.GetOrAdd(key, _createActivation);
}
