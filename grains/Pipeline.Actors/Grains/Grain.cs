using Pipeline.Actors.Activations;

namespace Pipeline.Actors;

/// <summary>Base of grain classes. One instance serves one activation; its code runs in turns, one at a time.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    private readonly Activation _activation;

    /// <summary>Runs inside the first turn of the activation, so that services and factory can be used from here on.</summary>
    /// <exception cref="InvalidOperationException">Created other than by a host.</exception>
    protected Grain() => _activation = Activation.Current
        ?? throw new InvalidOperationException($"Grains are created by a host; {GetType()} was created outside of an activation.");

    /// <summary>The activation that runs this instance.</summary>
    public IGrainContext GrainContext => _activation;

    /// <summary>Type and key as one text.</summary>
    public string IdentityString => _activation.GrainId.ToString();

    internal Activation Activation => _activation;

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => _activation.Host;

    /// <summary>Services of this activation; scoped ones live as long as it does.</summary>
    protected internal IServiceProvider ServiceProvider => _activation.ActivationServices;

    /// <summary>Runs before any call; calls queue until it ends, and fail with its exception if it fails.</summary>
    /// <param name="cancellationToken">Signals that the activation takes too long or is no longer wanted.</param>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last call. Not called when the process dies: never rely on it alone.</summary>
    /// <param name="reason">For information.</param>
    /// <param name="cancellationToken">Signals that deactivation should end promptly.</param>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deactivates once the running calls have ended; calls that come meanwhile go to the next activation.</summary>
    protected void DeactivateOnIdle() =>
        _activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    /// <summary>Keeps the activation from being collected for this long, however idle.</summary>
    /// <param name="timeSpan">Zero or less ends an earlier request; <see cref="Timeout.InfiniteTimeSpan"/> keeps it for good.</param>
    protected void DelayDeactivation(TimeSpan timeSpan) => _activation.DelayDeactivation(timeSpan);
}
