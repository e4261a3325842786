namespace Pipeline.Actors.Tests.Conformance;

/// <summary>
/// Long where nothing should happen; tests that need a time shorten it to seconds, because not every host can move its clock.
/// </summary>
public sealed record ConformanceSettings
{
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan CollectionAge { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan CollectionQuantum { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>0 for no limit.</summary>
    public int MaxEnqueuedRequests { get; init; }
}
