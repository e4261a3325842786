namespace Pipeline.Actors.Hosting;

/// <summary>Monotonic milliseconds of the host's time provider, for deadlines and idleness.</summary>
internal sealed class HostClock(TimeProvider timeProvider)
{
    private readonly TimeProvider? _custom = ReferenceEquals(timeProvider, TimeProvider.System) ? null : timeProvider;
    private readonly long _start = timeProvider.GetTimestamp();

    /// <summary>The system's tick count costs a tenth of a full timestamp, and every call reads the clock.</summary>
    public long NowMs => _custom is null ? Environment.TickCount64 : (long)_custom.GetElapsedTime(_start).TotalMilliseconds;
}
