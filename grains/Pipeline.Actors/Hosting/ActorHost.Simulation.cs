using Pipeline.Actors.Activations;
using Pipeline.Actors.Calls;

namespace Pipeline.Actors.Hosting;

/// <summary>What happens to activations in a cluster without anyone asking for it, on demand.</summary>
public sealed partial class ActorHost
{
    /// <summary>Deactivates a grain if it is active; completes when it is gone.</summary>
    public Task DeactivateAsync(IAddressable grain)
    {
        Activation[] activations = Find(grain.GetGrainId());
        foreach (Activation activation in activations)
            activation.Deactivate(new DeactivationReason(DeactivationReasonCode.RuntimeRequested, "The host was asked to."));
        return Task.WhenAll(activations.Select(activation => activation.Deactivated));
    }

    /// <summary>
    /// Drops a grain's activation as a killed silo would: no OnDeactivateAsync, nothing of it runs any more, and callers get a
    /// <see cref="SiloUnavailableException"/>. What it had handed to others, such as an append in flight, may still take effect.
    /// </summary>
    /// <returns>Whether it was active.</returns>
    public bool CrashActivation(IAddressable grain)
    {
        Activation[] activations = Find(grain.GetGrainId());
        foreach (Activation activation in activations)
            activation.Crash();
        return activations.Length > 0;
    }

    /// <summary>Drops all activations likewise and refuses further calls: the process is taken to be dead.</summary>
    public void Crash()
    {
        _refusesOutside = _refusesAll = true;
        _collector.Dispose();
        _timeouts.Dispose();
        foreach (Activation activation in Activations.Snapshot())
            activation.Crash();
    }

    /// <summary>
    /// Makes the directory forget a grain's activation, as an eventually consistent one may: the next call through any other reference
    /// begins a second activation, while the first still runs its turns, its timers and what it has queued.
    /// </summary>
    /// <returns>A reference that keeps reaching the first activation while it lives; to the grain as such if it was not active.</returns>
    public TGrainInterface CreateDuplicateActivation<TGrainInterface>(TGrainInterface grain)
        where TGrainInterface : IAddressable
    {
        GrainId grainId = grain.GetGrainId();
        Activation? first = Find(grainId).FirstOrDefault();
        first?.Class.Forget(first);
        return CreateReference<TGrainInterface>(grainId, first);
    }

    private Activation[] Find(GrainId grainId) => ClassOf(grainId).Find(grainId.Key);
}
