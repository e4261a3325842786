namespace Pipeline.Actors.Tests.Conformance.Grains;

/// <summary>Looks at its own turns from within.</summary>
public interface ITurnGrain : IGrainWithStringKey
{
    /// <summary>Raises a counter by read, pause, write, several times with awaits between; loses counts if turns overlap.</summary>
    [AlwaysInterleave]
    Task RaiseAsync(int times);

    /// <summary>Counts calls that run at the same time, awaits included; returns the most it saw.</summary>
    Task<int> OverlapAsync();

    Task<int> GetCountAsync();

    /// <summary>Whether the scheduler after various awaits is the one before.</summary>
    Task<bool> KeepsSchedulerAsync();
}
