namespace Pipeline.Grains.Tests;

/// <summary>A calendar that a test moves, with timers of the real clock; measured intervals contain both.</summary>
internal sealed class ManualDateTimeProvider(TimeProvider calendar) : TimeProvider
{
    private readonly DateTimeOffset _start = calendar.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => calendar.GetUtcNow();

    public override long GetTimestamp() => base.GetTimestamp() + (long)((calendar.GetUtcNow() - _start).TotalSeconds * TimestampFrequency);
}
