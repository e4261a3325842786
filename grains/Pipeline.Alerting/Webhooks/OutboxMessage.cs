using System.Text.Json.Serialization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>A message of an outbox, from when it was put there. Immutable.</summary>
/// <param name="Id">Its <c>webhook-id</c>: the same in every attempt.</param>
/// <param name="Type">For instance <c>incident.opened</c>, <see cref="Digest"/> or <see cref="Test"/>.</param>
/// <param name="Sequence">Rises from message to message of the outbox: the order of one incident's messages.</param>
/// <param name="At">When it was put there, Unix ms.</param>
/// <param name="Notifications">What it tells: one transition, or several where it is a digest; none once it is over and not dead.</param>
public sealed record OutboxMessage(string Id, string Type, long Sequence, long At, IReadOnlyList<Notification> Notifications)
{
    public const string Digest = "digest";

    public const string Test = "test";

    public const string Heartbeat = "heartbeat";

    /// <summary>The incident, where it is of one.</summary>
    public string? Incident { get; init; }

    public DeliveryState State { get; init; } = DeliveryState.Pending;

    public int Attempts { get; init; }

    /// <summary>Attempts that failed by its own fault, as <see cref="RetrySchedule.IsRejection"/> says.</summary>
    public int Rejections { get; init; }

    public long? LastAttempt { get; init; }

    public int? LastStatus { get; init; }

    public string? LastError { get; init; }

    /// <summary>Not before this time, Unix ms; null for at once.</summary>
    public long? NextAttempt { get; init; }

    /// <summary>Whether it stands for others that were not sent, or was given up before.</summary>
    public bool IsDelayed { get; init; }

    /// <summary>Whether it can become part of a digest.</summary>
    [JsonIgnore]
    public bool IsTransition => Incident is not null && Type != Digest;

    /// <summary>Whether somebody is to look now, or waits for it.</summary>
    [JsonIgnore]
    public bool IsPage => Type == Test || Notifications.Any(static notification => notification.Incident.Severity == AlertSeverity.Page);

    /// <summary>Whether it is told so late that its receiver must know.</summary>
    public bool IsDelayedAt(long nowUnixMs) =>
        IsDelayed || (Notifications.Count > 0 && (Attempts >= OutboxLimits.OutageFailures || nowUnixMs - At >= OutboxLimits.DelayedAfterMs));

    /// <summary>Not before this time it is sent; null for at once.</summary>
    /// <remarks>A time that was set by a clock which was ahead, and was set back since, counts for nothing: the wait could be of any length.</remarks>
    public long? DueAt(long nowUnixMs) =>
        NextAttempt is { } next && !OutboxLimits.IsAhead(LastAttempt, nowUnixMs) && next <= nowUnixMs + (long)RetrySchedule.DelayMax.TotalMilliseconds
            ? next
            : null;

    /// <summary>As it is shown.</summary>
    public WebhookDelivery Describe() =>
        new(Id, Type, Incident, State, At, Attempts, LastAttempt, LastStatus, LastError, State == DeliveryState.Pending ? NextAttempt : null, IsDelayed);
}
