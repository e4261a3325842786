namespace Pipeline.Actors;

/// <summary>What the host asks of a grain instance; grain classes derive from <see cref="Grain"/>, which implements it.</summary>
public interface IGrainBase
{
    /// <summary>The activation that runs this instance.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs before any call; calls queue until it ends, and fail if it fails.</summary>
    Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the last call of this activation and before the next activation of the same grain.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;
}
