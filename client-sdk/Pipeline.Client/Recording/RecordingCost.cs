using System.Diagnostics;

namespace Pipeline.Client.Recording;

/// <summary>What recording costs one thread, extrapolated from the calls that were timed.</summary>
/// <remarks>Written by the thread, read by the collector.</remarks>
internal sealed class RecordingCost
{
    // A call that was interrupted by the scheduler or a collection says nothing of what recording costs.
    private static readonly long s_ticksMax = Stopwatch.Frequency / 50_000;

    private long _scopeCount;
    private long _timedCount;
    private long _timedTicks;

    /// <summary>Counts a call that was begun and ended.</summary>
    public void CountScope() => Volatile.Write(ref _scopeCount, _scopeCount + 1);

    /// <summary>Adds what a timed call took within <c>Begin</c> and <c>Dispose</c>.</summary>
    public void AddTimed(long ticks)
    {
        Volatile.Write(ref _timedTicks, _timedTicks + Math.Min(ticks, s_ticksMax));
        Volatile.Write(ref _timedCount, _timedCount + 1);
    }

    /// <summary>Scopes so far, and the mean cost of the timed ones, ns, each at most 20 us; 0 until one was timed.</summary>
    public (long ScopeCount, double NsPerScope) Read()
    {
        long timed = Volatile.Read(ref _timedCount);
        double ns = timed == 0 ? 0 : Volatile.Read(ref _timedTicks) * (1e9 / Stopwatch.Frequency) / timed;
        return (Volatile.Read(ref _scopeCount), ns);
    }
}
