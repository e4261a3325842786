using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipeline.Actors.Calls;
using Pipeline.Actors.Hosting;
using Pipeline.Actors.Timers;

namespace Pipeline.Actors.Activations;

/// <summary>The instance of a grain in memory: its queue, its turns, its life.</summary>
/// <remarks>
/// Grain code touches the instance only inside turns of <see cref="Scheduler"/>. The fields here are touched from anywhere and are
/// guarded by one lock, never held while grain code, a logger or a caller's continuation runs.
/// In parts: what waits and runs (Queue), which of it may start (Admission), starting it (Turns), beginning and end (Lifecycle), being
/// idle and timers (Idleness), log messages (Log).
/// </remarks>
internal sealed partial class Activation : IGrainContext, ITurn
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _deactivated = new();
    private ActivationState _state;
    private AsyncServiceScope? _scope;
    private Grain? _grain;

    public Activation(GrainClass grainClass, string key)
    {
        Class = grainClass;
        Key = key;
        Scheduler = new TurnScheduler(Host.TaskScheduler, this);
    }

    /// <summary>The activation whose turn the calling thread is in.</summary>
    public static Activation? Current => TurnScheduler.Current?.Activation;

    public GrainClass Class { get; }

    public string Key { get; }

    public ActorHost Host => Class.Host;

    public TurnScheduler Scheduler { get; }

    public GrainId GrainId => new(Class.TypeName, Key);

    public object? GrainInstance => _grain;

    /// <summary>Position in the registry's list; see <see cref="ActivationRegistry"/>.</summary>
    public int RegistryIndex { get; set; } = -1;

    /// <exception cref="InvalidOperationException">The activation has not begun or has ended.</exception>
    public IServiceProvider ActivationServices =>
        _scope?.ServiceProvider ?? throw new InvalidOperationException($"{GrainId} is not active.");

    public Task Deactivated => _deactivated.Task;

    private ILogger Logger => Class.Logger;

    public override string ToString() => GrainId.ToString();
}
