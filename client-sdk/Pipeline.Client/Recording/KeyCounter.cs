using System.Runtime.CompilerServices;
using Pipeline.Client.Sampling;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Recording;

/// <summary>One thread's exact counts of an endpoint and segment, and its sampling of them.</summary>
/// <remarks>
/// Counting is a plain increment of totals that only the owning thread writes. A second is closed under a lock, mostly by the owner when it
/// sees the next one, else by the collector; both turn the same totals into differences, so a call that is counted while a second closes
/// is in one of two seconds, never in none or both.
/// </remarks>
internal sealed class KeyCounter(CallKey key, ulong seed)
{
    // A thread that jumps between more seconds than this within one round of the collector has them counted in the last of these.
    private const int ClosedMax = 1_024;

    private readonly List<SecondCount> _closed = [];
    private SkipSampler _sampler = new(seed);
    private long _second = long.MinValue;
    private long _secondUnixMs = long.MinValue;
    private long _okCount;
    private long _errorCount;
    private long _slowCount;
    private long _droppedCount;
    private long _slowNs = long.MaxValue;
    private int _tailLeft;
    private long _newestSecond = long.MinValue;

    // A second that could not be closed when it was over, with the totals at its end.
    private SecondCount? _owed;

    // The collector's.
    private long _slowSeen;
    private long _droppedSeen;

    // Under the lock.
    private bool _hasClosed;
    private long _okClosed;
    private long _errorClosed;

    public CallKey Key { get; } = key;

    /// <summary>Collector: slow calls, and details dropped because the thread's buffer was full, since it last asked.</summary>
    public (long Slow, long Dropped) TakeDifferences()
    {
        (long slow, long dropped) = (Volatile.Read(ref _slowCount), Volatile.Read(ref _droppedCount));
        (long Slow, long Dropped) differences = (slow - _slowSeen, dropped - _droppedSeen);
        (_slowSeen, _droppedSeen) = (slow, dropped);
        return differences;
    }

    /// <summary>Owner: counts a call, and says whether it is to be kept in detail and with which weight.</summary>
    /// <param name="timeUnixMs">When the call ended.</param>
    /// <param name="failed">Whether it failed.</param>
    /// <param name="durationNs">Its duration; negative if not known.</param>
    /// <param name="keepErrors">Whether failing calls are kept.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Count(long timeUnixMs, bool failed, long durationNs, bool keepErrors)
    {
        // A subtraction instead of a division; a time before the second wraps to one far behind it.
        if ((ulong)(timeUnixMs - _secondUnixMs) >= 1_000)
            BeginSecond(timeUnixMs);
        if (failed)
            Volatile.Write(ref _errorCount, _errorCount + 1);
        else
            Volatile.Write(ref _okCount, _okCount + 1);
        return _sampler.Next() | (failed & keepErrors) | (durationNs >= _slowNs) && Choose(failed & keepErrors, durationNs);
    }

    /// <summary>Weight of the call for which <see cref="Count"/> or <see cref="KeepAnyway"/> said that it is kept, millionths.</summary>
    public long WeightMicro { get; private set; }

    /// <summary>Owner: the call is kept for a reason that was known before it began, whatever the sampling says of it.</summary>
    public void KeepAnyway() => WeightMicro = EventLimits.WeightMicroMin;

    /// <summary>Owner: a detail of this key had to go.</summary>
    public void CountDropped() => Volatile.Write(ref _droppedCount, _droppedCount + 1);

    /// <summary>Collector: whether anything was counted or dropped since it last took what there was. May miss what happens meanwhile.</summary>
    public bool HasNews
        => Volatile.Read(ref _okCount) != Volatile.Read(ref _okClosed)
            || Volatile.Read(ref _errorCount) != Volatile.Read(ref _errorClosed)
            || Volatile.Read(ref _hasClosed)
            || Volatile.Read(ref _droppedCount) != _droppedSeen;

    /// <summary>Collector: takes the counts of closed seconds, and closes one that has passed while the owner was idle, or any if asked.</summary>
    /// <param name="pastSecond">Seconds before this one are over.</param>
    /// <param name="destination">Receives the counts.</param>
    public void TakeClosed(long pastSecond, List<SecondCount> destination)
    {
        lock (_closed)
        {
            // The totals are read before the second: if that is still an old one, all that was read is of it or of earlier ones.
            long ok = Volatile.Read(ref _okCount);
            long errors = Volatile.Read(ref _errorCount);
            long second = Volatile.Read(ref _second);
            if (second < pastSecond)
                Close(second, ok, errors);
            destination.AddRange(_closed);
            _closed.Clear();
            Volatile.Write(ref _hasClosed, false);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void BeginSecond(long timeUnixMs)
    {
        long unixSecond = Math.DivRem(timeUnixMs, 1_000, out long rest) - (rest < 0 ? 1 : 0);
        // Never waits: if the collector is at it, the second is closed together with the next one.
        if (Monitor.TryEnter(_closed))
        {
            try
            {
                if (_owed is { } owed)
                    Close(owed.UnixSecond, owed.OkCount, owed.ErrorCount);
                _owed = null;
                Close(_second, _okCount, _errorCount);
            }
            finally
            {
                Monitor.Exit(_closed);
            }
        }
        else
        {
            _owed ??= new SecondCount(_second, _okCount, _errorCount);
        }

        Volatile.Write(ref _second, unixSecond);
        _secondUnixMs = unixSecond * 1_000;
        // A time a little behind goes on with the sampling of the newest second, or two that alternate would keep every call.
        if (unixSecond <= _newestSecond && unixSecond >= _newestSecond - SkipSampler.SecondsBackMax)
            return;
        _newestSecond = unixSecond;
        int keptMax = Key.KeptPerThreadMax;
        _sampler.Begin(Key.Probability, keptMax, Key.TryClaimFloor(unixSecond));
        _tailLeft = keptMax;
        _slowNs = Key.SlowNs;
    }

    private void Close(long second, long ok, long errors)
    {
        // Fewer than are closed already: the collector was faster.
        if (ok <= _okClosed && errors <= _errorClosed)
            return;
        Volatile.Write(ref _hasClosed, true);
        SecondCount count = new(second, ok - _okClosed, errors - _errorClosed);
        _okClosed = ok;
        _errorClosed = errors;
        if (_closed.Count < ClosedMax)
            _closed.Add(count);
        else
            _closed[^1] = new SecondCount(_closed[^1].UnixSecond, _closed[^1].OkCount + count.OkCount, _closed[^1].ErrorCount + count.ErrorCount);
    }

    /// <summary>The rules that may keep a call are joined: it has the weight of their union, whichever of them chose it.</summary>
    private bool Choose(bool failed, long durationNs)
    {
        bool sampled = _sampler.IsKept;
        double probability = _sampler.KeptProbability;
        if (sampled)
            _sampler.Advance();
        bool slow = durationNs >= _slowNs;
        if (slow)
            Volatile.Write(ref _slowCount, _slowCount + 1);
        if ((failed || slow) && _tailLeft > 0)
        {
            _tailLeft--;
            WeightMicro = EventLimits.WeightMicroMin;
            return true;
        }

        WeightMicro = probability >= 1
            ? EventLimits.WeightMicroMin
            : Math.Min((long)((EventLimits.WeightMicroMin / probability) + 0.5), EventLimits.WeightMicroMax);
        return sampled;
    }
}
