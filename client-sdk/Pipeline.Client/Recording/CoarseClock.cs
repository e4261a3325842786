namespace Pipeline.Client.Recording;

/// <summary>The time, to about ten milliseconds, for the price of reading a field.</summary>
/// <remarks>
/// The collector sets it, and stops it once a second: who asks next reads the real clock and wakes the collector. So it runs only as long as somebody
/// asks, since a hundred wake-ups a second are the larger part of what an idle client costs.
/// </remarks>
internal sealed class CoarseClock(TimeProvider clock, Action wake)
{
    private long _unixMs;
    private long _latestUnixMs;

    /// <summary>Unix ms.</summary>
    public long UnixMs
    {
        get
        {
            long now = Volatile.Read(ref _unixMs);
            return now != 0 ? now : Start();
        }
    }

    /// <summary>The time when the real clock was last read, Unix ms; asking does not make the clock run.</summary>
    public long LatestUnixMs => Volatile.Read(ref _latestUnixMs);

    /// <summary>Whether somebody asked since it was stopped.</summary>
    public bool IsRunning => Volatile.Read(ref _unixMs) != 0;

    /// <summary>Reads the real clock. While the clock stands still, this does not make it run.</summary>
    public void Set()
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Volatile.Write(ref _latestUnixMs, now);
        long before = Volatile.Read(ref _unixMs);
        // Whoever starts the clock meanwhile has read the time as well.
        if (before != 0)
            Interlocked.CompareExchange(ref _unixMs, now, before);
    }

    /// <summary>Lets the time stand still until somebody asks for it.</summary>
    public void Stop() => Volatile.Write(ref _unixMs, 0);

    private long Start()
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Volatile.Write(ref _latestUnixMs, now);
        Volatile.Write(ref _unixMs, now);
        wake();
        return now;
    }
}
