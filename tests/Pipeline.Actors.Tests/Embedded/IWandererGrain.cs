namespace Pipeline.Actors.Tests.Embedded;

/// <summary>Makes busy traffic among grains and writes down every step.</summary>
public interface IWandererGrain : IGrainWithStringKey
{
    /// <summary>Visits <paramref name="hops"/> further grains, one after another or all at once.</summary>
    Task<int> WanderAsync(int hops, int seed);

    [AlwaysInterleave]
    Task<int> PeekAsync();

    [ReadOnly]
    Task<int> ReadAsync();

    Task RestAsync();
}
