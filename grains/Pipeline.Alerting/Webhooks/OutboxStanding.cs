namespace Pipeline.Alerting.Webhooks;

/// <summary>How an outbox and its target fare: everything but the messages. Immutable.</summary>
public sealed record OutboxStanding
{
    /// <summary>Number of the last transition that was taken.</summary>
    public long Mark { get; init; }

    public bool IsOn { get; init; }

    public bool IsRemoved { get; init; }

    /// <summary>The webhook's version that the outbox goes by.</summary>
    public long Version { get; init; }

    /// <summary>The webhook's version when its target wanted nothing any more; null if it does.</summary>
    public long? GoneVersion { get; init; }

    public long LastSequence { get; init; }

    /// <summary>Attempts that failed since the last that did not.</summary>
    public int Failures { get; init; }

    /// <summary>When the first of them did, Unix ms; null if none has.</summary>
    public long? FailingSince { get; init; }

    /// <summary>Whether a message was given up since.</summary>
    public bool HasGivenUp { get; init; }

    /// <summary>Until when the target wants to be left alone, Unix ms.</summary>
    public long HoldUntil { get; init; }

    public long? LastSuccess { get; init; }

    public long? LastFailure { get; init; }

    public string? LastError { get; init; }

    /// <summary>Messages that were given up, also those replayed since.</summary>
    public long GivenUp { get; init; }

    public long Superseded { get; init; }

    public long Digests { get; init; }

    /// <summary>Messages that were given up and then forgotten, since there are too many.</summary>
    public long DroppedDead { get; init; }

    public long Revision { get; init; }

    /// <summary>Rises with every change of what goes on.</summary>
    public long IncidentsVersion { get; init; }
}
