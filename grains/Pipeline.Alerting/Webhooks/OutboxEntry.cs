using System.Text.Json.Serialization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>What has become of an outbox: everything it owes is a function of these. Whatever is decided by time or chance is decided before.</summary>
/// <param name="At">When, Unix ms.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Configured), "configured")]
[JsonDerivedType(typeof(Taken), "taken")]
[JsonDerivedType(typeof(IncidentsTaken), "incidents_taken")]
[JsonDerivedType(typeof(TestAsked), "test_asked")]
[JsonDerivedType(typeof(Attempted), "attempted")]
[JsonDerivedType(typeof(Digested), "digested")]
[JsonDerivedType(typeof(Replayed), "replayed")]
[JsonDerivedType(typeof(Pushed), "pushed")]
[JsonDerivedType(typeof(TroubleTold), "trouble_told")]
[JsonDerivedType(typeof(Removed), "removed")]
public abstract record OutboxEntry(long At)
{
    /// <summary>Version of the form.</summary>
    public int V { get; init; } = 1;

    /// <summary>The webhook was made or changed, or switched on or off.</summary>
    /// <param name="At">When, Unix ms.</param>
    /// <param name="Mark">Transitions up to this number are none of its business.</param>
    /// <param name="IsOn">Whether anything is sent.</param>
    public sealed record Configured(long At, long Mark, bool IsOn) : OutboxEntry(At)
    {
        /// <summary>Of the webhook; 0 if nobody said.</summary>
        public long Version { get; init; }
    }

    /// <summary>Transitions were taken.</summary>
    /// <param name="At">When, Unix ms.</param>
    /// <param name="Mark">Up to this number.</param>
    /// <param name="Messages">Those that its filter lets through.</param>
    public sealed record Taken(long At, long Mark, IReadOnlyList<TakenMessage> Messages) : OutboxEntry(At);

    /// <summary>Transitions were taken by a webhook that tells what goes on.</summary>
    /// <param name="At">When, Unix ms.</param>
    /// <param name="Mark">Up to this number.</param>
    /// <param name="Incidents">Incidents after them.</param>
    /// <param name="ReplacesAll">Whether there are no others.</param>
    public sealed record IncidentsTaken(long At, long Mark, IReadOnlyList<IncidentReport> Incidents, bool ReplacesAll) : OutboxEntry(At);

    /// <summary>Somebody asked for a test.</summary>
    /// <param name="At">When, Unix ms.</param>
    /// <param name="Id">The message.</param>
    public sealed record TestAsked(long At, string Id) : OutboxEntry(At);

    /// <summary>A message was sent, or it was tried.</summary>
    /// <param name="At">When it was over, Unix ms.</param>
    /// <param name="Id">The message.</param>
    /// <param name="Started">When it began, Unix ms.</param>
    /// <param name="Outcome">What it means.</param>
    /// <param name="Status">What the target answered; null if it did not.</param>
    /// <param name="Error">Why it was not taken.</param>
    /// <param name="IsRejection">As <see cref="RetrySchedule.IsRejection"/> says.</param>
    /// <param name="NextAttempt">When it is sent again, Unix ms.</param>
    /// <param name="HoldUntil">Until when the target wants to be left alone, Unix ms.</param>
    /// <param name="IsDelayed">Whether it was marked as delayed.</param>
    /// <param name="Version">Of the webhook when it was sent.</param>
    public sealed record Attempted(
        long At,
        string Id,
        long Started,
        AttemptOutcome Outcome,
        int? Status,
        string? Error,
        bool IsRejection,
        long? NextAttempt,
        long? HoldUntil,
        bool IsDelayed,
        long Version) : OutboxEntry(At);

    /// <summary>One message stands for several from now on.</summary>
    /// <param name="At">When, Unix ms.</param>
    /// <param name="Id">The one.</param>
    /// <param name="Messages">The several.</param>
    public sealed record Digested(long At, string Id, IReadOnlyList<string> Messages) : OutboxEntry(At);

    /// <summary>Messages that were given up are sent once more.</summary>
    /// <param name="At">When, Unix ms.</param>
    /// <param name="Messages">Which.</param>
    public sealed record Replayed(long At, IReadOnlyList<string> Messages) : OutboxEntry(At);

    /// <summary>What is sent again and again anyway was taken, or not: told when that changes.</summary>
    /// <param name="At">When, Unix ms.</param>
    /// <param name="IsTaken">Whether.</param>
    /// <param name="IsGone">Whether the target wants nothing any more.</param>
    /// <param name="Error">Why it was not taken.</param>
    /// <param name="Version">Of the webhook when it was sent.</param>
    public sealed record Pushed(long At, bool IsTaken, bool IsGone, string? Error, long Version) : OutboxEntry(At);

    /// <summary>There is something to be told about the target itself.</summary>
    /// <param name="At">When, Unix ms.</param>
    /// <param name="Finding">What.</param>
    public sealed record TroubleTold(long At, Finding Finding) : OutboxEntry(At);

    /// <summary>The webhook is no more.</summary>
    /// <param name="At">When, Unix ms.</param>
    public sealed record Removed(long At) : OutboxEntry(At);
}
