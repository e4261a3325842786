namespace Pipeline.Grains.Tests;

/// <summary>A calendar that a test moves, with timers and intervals of the real clock.</summary>
internal sealed class ManualDateTimeProvider(TimeProvider calendar) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => calendar.GetUtcNow();
}
