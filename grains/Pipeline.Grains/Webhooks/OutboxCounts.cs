using Pipeline.Alerting.Webhooks;

namespace Pipeline.Grains.Webhooks;

/// <summary>The figures of an outbox that are counted for all together.</summary>
internal readonly record struct OutboxCounts(int Pending, int Dead, long Superseded, long Digests, long GivenUp, long DroppedDead)
{
    public static OutboxCounts Of(Outbox outbox) => new(
        outbox.Pending.Count,
        outbox.Dead.Count,
        outbox.Standing.Superseded,
        outbox.Standing.Digests,
        outbox.Standing.GivenUp,
        outbox.Standing.DroppedDead);
}
