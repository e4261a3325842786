namespace Pipeline.Grains.Tests;

/// <summary>A clock whose calendar is ahead of another's, or behind; intervals and timers are the other's.</summary>
internal sealed class SkewedTimeProvider(TimeProvider inner, Func<TimeSpan> skew) : TimeProvider
{
    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + skew();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
