using Pipeline.Actors;

namespace Pipeline.Benchmarks.Actors;

/// <summary>A grain that does next to nothing, so that a call of it is all overhead.</summary>
public interface IAdderGrain : IGrainWithStringKey
{
    Task<long> AddAsync(long amount);

    /// <summary>The same, allowed to run between the turns of another call.</summary>
    [AlwaysInterleave]
    Task<long> AddInterleavedAsync(long amount);
}
