using Pipeline.Client.Recording;

namespace Pipeline.Client.Sampling;

/// <summary>What the collector knows of the calls of one key, and what follows for their sampling.</summary>
internal sealed class KeyControl(CallKey key)
{
    // Few enough to adapt within seconds, enough that one slow call more or less does not matter.
    private const long CallsPerStep = 200;

    private readonly HashSet<KeyCounter> _threads = [];
    private long _calls;
    private long _slowCalls;
    private long _details;
    private long _durationNsMax;

    public CallKey Key { get; } = key;

    /// <summary>Calls since the last adjustment of probabilities.</summary>
    public long RecentCalls { get; set; }

    public void AddCalls(long count)
    {
        _calls += count;
        RecentCalls += count;
    }

    /// <summary>Threads that counted calls since the last adjustment.</summary>
    public int ThreadCount => _threads.Count;

    /// <summary>A thread has counted calls.</summary>
    public void AddThread(KeyCounter counter) => _threads.Add(counter);

    /// <summary>What was recent is no longer.</summary>
    public void ForgetRecent()
    {
        RecentCalls = 0;
        _threads.Clear();
    }

    public void AddSlowCalls(long count) => _slowCalls += count;

    public void AddDetail(long durationNs)
    {
        _details++;
        _durationNsMax = Math.Max(_durationNsMax, durationNs);
    }

    /// <summary>Moves the duration from which calls are slow, so that about one call in a hundred is.</summary>
    /// <remarks>
    /// It starts at the longest detail of the first calls and then moves in steps, by the share of calls above it. Whatever it is, it is fixed before the
    /// calls that it is held against, so it makes no estimate wrong.
    /// </remarks>
    public void AdjustSlow(bool keepSlow)
    {
        if (!keepSlow)
        {
            Key.SlowNs = long.MaxValue;
            return;
        }

        if (_calls < CallsPerStep)
            return;
        long slow = Key.SlowNs;
        if (slow == long.MaxValue)
        {
            if (_details < 8 || _durationNsMax <= 0)
                return;
            Key.SlowNs = _durationNsMax;
        }
        else
        {
            double share = (double)_slowCalls / _calls;
            if (share > 0.02)
                Key.SlowNs = (long)Math.Min(slow * 1.25, long.MaxValue / 4);
            else if (share < 0.005)
                Key.SlowNs = Math.Max((long)(slow * 0.85), 1);
        }

        _calls = 0;
        _slowCalls = 0;
        _details = 0;
        _durationNsMax = 0;
    }
}
