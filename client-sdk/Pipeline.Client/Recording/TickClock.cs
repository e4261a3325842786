using System.Diagnostics;

namespace Pipeline.Client.Recording;

/// <summary>A clock's timestamps and the time between them, without virtual calls and floating point where it is the system's.</summary>
internal readonly struct TickClock
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly TimeProvider _clock;
    private readonly bool _isSystem;

    /// <summary>0 if a timestamp is no whole number of nanoseconds.</summary>
    private readonly long _nsPerTick;

    public TickClock(TimeProvider clock)
    {
        _clock = clock;
        _isSystem = ReferenceEquals(clock, TimeProvider.System);
        (long ns, long rest) = Math.DivRem(NsPerSecond, clock.TimestampFrequency);
        _nsPerTick = rest == 0 ? ns : 0;
    }

    /// <summary>The timestamp of this moment.</summary>
    public long Now => _isSystem ? Stopwatch.GetTimestamp() : _clock.GetTimestamp();

    /// <summary>Ns from one timestamp to another, in hundreds, as a <see cref="TimeSpan"/> has them: finer digits are noise and cost bytes on the wire.</summary>
    public long NsBetween(long start, long end)
        => _nsPerTick != 0 ? (end - start) * _nsPerTick / 100 * 100 : _clock.GetElapsedTime(start, end).Ticks * 100;
}
