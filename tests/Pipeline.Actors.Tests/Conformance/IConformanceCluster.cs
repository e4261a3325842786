namespace Pipeline.Actors.Tests.Conformance;

/// <summary>What the suite needs of whatever hosts the grains.</summary>
public interface IConformanceCluster : IAsyncDisposable
{
    /// <summary>Makes references for code that is not a grain.</summary>
    IGrainFactory GrainFactory { get; }

    /// <summary>Whether a call stands in the callee's queue as soon as it is made; otherwise calls travel, and arrive when they arrive.</summary>
    bool QueuesCallsAtOnce { get; }

    /// <summary>Lets time pass. Where the clock cannot be moved, waits.</summary>
    Task AdvanceAsync(TimeSpan by);

    /// <summary>Deactivates a grain and completes when it is gone.</summary>
    Task DeactivateAsync(IAddressable grain);

    /// <summary>Stops in good order.</summary>
    Task StopAsync();
}
