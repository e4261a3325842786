namespace Pipeline.Client.Recording;

/// <summary>The time, to about ten milliseconds, for the price of reading a field.</summary>
/// <remarks>The collector sets it while calls are recorded, and stops it when there are none for a while: the next call then asks the real clock and wakes the collector.</remarks>
internal sealed class CoarseClock(TimeProvider clock, Action wake)
{
    private long _unixMs;

    /// <summary>Unix ms.</summary>
    public long UnixMs
    {
        get
        {
            long now = Volatile.Read(ref _unixMs);
            return now != 0 ? now : Start();
        }
    }

    /// <summary>Reads the real clock.</summary>
    public long Set()
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Volatile.Write(ref _unixMs, now);
        return now;
    }

    /// <summary>Lets the time stand still until somebody asks for it.</summary>
    public void Stop() => Volatile.Write(ref _unixMs, 0);

    private long Start()
    {
        long now = Set();
        wake();
        return now;
    }
}
