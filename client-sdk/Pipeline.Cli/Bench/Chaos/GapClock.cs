namespace Pipeline.Cli.Bench.Chaos;

/// <summary>The longest time in which nothing happened of what should happen all the time. Thread-safe.</summary>
internal sealed class GapClock(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private long _last = clock.GetTimestamp();
    private TimeSpan _longest;

    /// <summary>The longest so far, the time since the last beat included.</summary>
    public TimeSpan Longest
    {
        get
        {
            lock (_gate)
            {
                TimeSpan open = clock.GetElapsedTime(_last);
                return open > _longest ? open : _longest;
            }
        }
    }

    /// <summary>Begins anew.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            _last = clock.GetTimestamp();
            _longest = TimeSpan.Zero;
        }
    }

    /// <summary>It happened.</summary>
    public void Beat()
    {
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            TimeSpan gap = clock.GetElapsedTime(_last, now);
            _longest = gap > _longest ? gap : _longest;
            _last = now;
        }
    }
}
