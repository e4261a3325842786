using Pipeline.Actors;

namespace Pipeline.Benchmarks.Actors;

/// <inheritdoc/>
public sealed class AdderGrain : Grain, IAdderGrain
{
    private long _sum;

    public Task<long> AddAsync(long amount) => Task.FromResult(_sum += amount);

    public Task<long> AddInterleavedAsync(long amount) => Task.FromResult(_sum += amount);
}
