using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pipeline.Actors.Activations;
using Pipeline.Actors.Calls;
using Pipeline.Actors.Messages;

namespace Pipeline.Actors.Hosting;

/// <summary>Hosts grains in this process: makes references, delivers calls, activates, collects, stops.</summary>
/// <remarks>
/// Thread-safe. All its work and that of its grains runs on <see cref="ActorHostOptions.TaskScheduler"/> and by
/// <see cref="ActorHostOptions.TimeProvider"/>: with a deterministic pair of them a run repeats exactly.
/// Accepts calls from construction until it is stopped. In parts: references and calls here, stopping (Stop), what only simulations
/// do (Simulation).
/// </remarks>
public sealed partial class ActorHost : IClusterClient, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Type, GrainBinding> _bindings = new();
    private readonly List<GrainClass> _classes = [];
    private readonly MessageCopier? _copier;
    private readonly CallTimeouts _timeouts;
    private readonly IdleCollector _collector;
    private readonly long _responseTimeoutMs;

    /// <summary>Starts to host the classes that <paramref name="options"/> name.</summary>
    /// <param name="options">Not to be changed afterwards.</param>
    /// <param name="services">What grain constructors ask for; each activation has a scope of it.</param>
    /// <param name="logger">Null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">A grain class carries attributes that belong on its interface.</exception>
    public ActorHost(ActorHostOptions options, IServiceProvider services, ILogger<ActorHost>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        options.Validate();
        Options = options;
        ServiceProvider = services;
        Logger = logger ?? NullLogger<ActorHost>.Instance;
        Clock = new HostClock(options.TimeProvider);
        Maintenance = new TurnScheduler(options.TaskScheduler, activation: null);
        _responseTimeoutMs = (long)options.ResponseTimeout.TotalMilliseconds;
        foreach (Type type in options.GrainClasses.OrderBy(type => type.FullName, StringComparer.Ordinal))
            _classes.Add(new GrainClass(this, type, Logger));
        _copier = options.RoundTripMessages ? new MessageCopier(options.GrainClasses.Select(type => type.Assembly)) : null;
        _timeouts = new CallTimeouts(this);
        _collector = new IdleCollector(this);
    }

    /// <inheritdoc/>
    public IServiceProvider ServiceProvider { get; }

    /// <summary>Activations that live, those still beginning or ending included.</summary>
    public int ActivationCount => Activations.Count;

    internal ActorHostOptions Options { get; }

    internal TaskScheduler TaskScheduler => Options.TaskScheduler;

    internal TimeProvider TimeProvider => Options.TimeProvider;

    internal HostClock Clock { get; }

    internal ILogger Logger { get; }

    internal ActivationRegistry Activations { get; } = new();

    /// <summary>Runs the host's own turns.</summary>
    internal TurnScheduler Maintenance { get; }

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        GrainBinding binding = grainClassNamePrefix is not null
            ? Bind(typeof(TGrainInterface), grainClassNamePrefix)
            : _bindings.TryGetValue(typeof(TGrainInterface), out GrainBinding? known) ? known
            : _bindings.GetOrAdd(typeof(TGrainInterface), type => Bind(type, null));
        return CreateReference<TGrainInterface>(binding, primaryKey, pinned: null);
    }

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => CreateReference<TGrainInterface>(grainId);

    internal TGrainInterface CreateReference<TGrainInterface>(GrainId grainId, Activation? pinned = null)
        where TGrainInterface : IAddressable
    {
        GrainClass grainClass = ClassOf(grainId);
        if (!typeof(TGrainInterface).IsAssignableFrom(grainClass.Type))
            throw new ArgumentException($"{grainClass.Type} does not implement {typeof(TGrainInterface)}.", nameof(grainId));
        GrainBinding binding = new(GrainInterface.Of(typeof(TGrainInterface)), grainClass);
        return CreateReference<TGrainInterface>(binding, grainId.Key, pinned);
    }

    /// <summary>Turns a call of a reference into a request; returns what the method returns.</summary>
    internal object? Send(GrainReference reference, GrainMethod method, object?[] arguments)
    {
        long timeoutMs = method.ResponseTimeout is { } timeout ? (long)timeout.TotalMilliseconds : _responseTimeoutMs;
        CallOrigin origin = new(RequestContext.Current, Clock.NowMs + timeoutMs, _copier);
        CallRequest request = method.CreateRequest(arguments, origin);
        if (RefusalOf() is { } refusal)
        {
            request.Fail(refusal);
            return request.DeclaredAnswer;
        }

        if (_copier is not null && !TryCopyArguments(request))
            return request.DeclaredAnswer;
        if (method.TokenIndex >= 0)
            CallCancellation.Attach(request, method.TokenIndex);
        if (!request.IsAnswered)
        {
            if (reference.Pinned is not { } pinned || !pinned.TryEnqueue(request))
                reference.Binding.Class.Deliver(reference.Key, request);
            _timeouts.Arm();
        }

        return request.DeclaredAnswer;
    }

    private static TGrainInterface CreateReference<TGrainInterface>(GrainBinding binding, string key, Activation? pinned)
    {
        TGrainInterface reference = DispatchProxy.Create<TGrainInterface, GrainReference>();
        ((GrainReference)(object)reference!).Bind(binding, key, pinned);
        return reference;
    }

    private bool TryCopyArguments(CallRequest request)
    {
        try
        {
            for (int index = 0; index < request.Arguments.Length; index++)
                request.Arguments[index] = _copier!.Copy(request.Arguments[index]);
            return true;
        }
        catch (Exception exception)
        {
            request.Fail(exception);
            return false;
        }
    }

    /// <summary>
    /// Finds the class that serves an interface: with a prefix, the one whose full name is it or begins with it; without, the one
    /// named like the interface less its "I", else the only one.
    /// </summary>
    private GrainBinding Bind(Type grainInterface, string? classNamePrefix)
    {
        GrainClass[] candidates = [.. _classes.Where(grainClass =>
            grainInterface.IsAssignableFrom(grainClass.Type)
            && grainClass.Type.FullName!.StartsWith(classNamePrefix ?? string.Empty, StringComparison.Ordinal))];
        GrainClass? chosen = candidates.Length == 1 ? candidates[0] : Array.Find(candidates, candidate => classNamePrefix is null
            ? candidate.Type.Name == grainInterface.Name[1..]
            : candidate.Type.FullName == classNamePrefix);
        if (chosen is null)
        {
            throw new ArgumentException(
                $"No single grain class for {grainInterface} with the prefix '{classNamePrefix}'; candidates: "
                + $"{string.Join(", ", candidates.Select(candidate => candidate.Type.FullName))}.");
        }

        return new GrainBinding(GrainInterface.Of(grainInterface), chosen);
    }

    private GrainClass ClassOf(GrainId grainId) =>
        _classes.Find(grainClass => grainClass.TypeName == grainId.Type)
        ?? throw new ArgumentException($"No grain class of type '{grainId.Type}' is hosted here.", nameof(grainId));
}
