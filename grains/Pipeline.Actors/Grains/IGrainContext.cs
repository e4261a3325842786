namespace Pipeline.Actors;

/// <summary>An activation, as its grain sees it.</summary>
public interface IGrainContext
{
    /// <summary>The identity.</summary>
    GrainId GrainId { get; }

    /// <summary>The grain, once constructed.</summary>
    object? GrainInstance { get; }

    /// <summary>Services of this activation; scoped ones live as long as it does.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation is gone.</summary>
    Task Deactivated { get; }

    /// <summary>Starts deactivation: running calls end first. Does nothing if it has been started before.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
