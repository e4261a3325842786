namespace Pipeline.Benchmarks.Recording;

/// <summary>One way of recording calls, measured in bursts that are short enough to lose nothing.</summary>
/// <param name="Name">Prefix of its figures.</param>
/// <param name="BurstSize">Calls of a burst.</param>
/// <param name="Burst">Records so many calls on the calling thread; timed.</param>
/// <param name="Settle">After each burst, not timed: hands over what was recorded. Null if there is nothing to do.</param>
/// <param name="Check">After the last burst: what is wrong if so many calls were recorded, or null.</param>
internal sealed record RecordVariant(
    string Name, int BurstSize, Action<int> Burst, Action? Settle = null, Func<long, string?>? Check = null)
{
    private long _callCount;

    /// <summary>Calls recorded so far, by all threads.</summary>
    public long CallCount => Volatile.Read(ref _callCount);

    public void CountBurst() => Interlocked.Add(ref _callCount, BurstSize);
}
