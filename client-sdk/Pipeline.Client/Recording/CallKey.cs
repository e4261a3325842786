using Pipeline.Client.Sampling;

namespace Pipeline.Client.Recording;

/// <summary>An endpoint and a segment of it, for all threads: what the collector decides about the sampling of its calls.</summary>
internal sealed class CallKey(string endpoint, string segment)
{
    private double _probability = 1;
    private long _slowNs = long.MaxValue;
    private int _keptPerThreadMax = 1;
    private long _floorSecond = long.MinValue;

    public string Endpoint { get; } = endpoint;

    public string Segment { get; } = segment;

    /// <summary>Probability with which a call is kept in detail; taken over by threads at their next second.</summary>
    public double Probability
    {
        get => Volatile.Read(ref _probability);
        set => Volatile.Write(ref _probability, value);
    }

    /// <summary>Calls from this duration on are slow and kept, ns; <see cref="long.MaxValue"/> if none.</summary>
    public long SlowNs
    {
        get => Volatile.Read(ref _slowNs);
        set => Volatile.Write(ref _slowNs, value);
    }

    /// <summary>Whether the calling thread is the one that keeps at least one detail of this second.</summary>
    /// <remarks>Asked by each thread with its first call of the second, so the first of all gets it.</remarks>
    public bool TryClaimFloor(long unixSecond)
    {
        long claimed = Volatile.Read(ref _floorSecond);
        // A time far behind is one of a history that is played back.
        bool isNew = unixSecond > claimed || unixSecond < claimed - SkipSampler.SecondsBackMax;
        return isNew && Interlocked.CompareExchange(ref _floorSecond, unixSecond, claimed) == claimed;
    }

    /// <summary>Details that one thread keeps in a second by probability, and again as many because they failed or were slow.</summary>
    public int KeptPerThreadMax
    {
        get => Volatile.Read(ref _keptPerThreadMax);
        set => Volatile.Write(ref _keptPerThreadMax, value);
    }
}
