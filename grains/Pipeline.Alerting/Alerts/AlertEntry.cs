using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>An entry of the stream of alerts: an input with its time, never a decision. Exactly one of the members after <paramref name="By"/> is given.</summary>
/// <param name="Version">Of the format: <see cref="CurrentVersion"/>.</param>
/// <param name="At">When it came, Unix ms: the only clock that <see cref="AlertBook"/> knows.</param>
/// <param name="By">Who; null where nobody in particular does.</param>
public sealed record AlertEntry(int Version, long At, string? By = null)
{
    /// <summary>The version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>What reporters have told, in the order in which they did.</summary>
    public IReadOnlyList<FindingsUpdate>? Findings { get; init; }

    /// <summary>Time has passed.</summary>
    public bool? IsTick { get; init; }

    /// <summary>Time has passed while nobody looked: reminders begin anew, so that a start wakes nobody.</summary>
    public bool? IsResumed { get; init; }

    /// <summary>Times are others from now on.</summary>
    public AlertTiming? Timing { get; init; }

    /// <summary>Somebody looks after an incident.</summary>
    public AcknowledgedEntry? Acknowledged { get; init; }

    /// <summary>Nobody looks after the incident of this id any more.</summary>
    public string? Withdrawn { get; init; }

    /// <summary>Something was written down about an incident.</summary>
    public NotedEntry? Noted { get; init; }

    /// <summary>A silence was made.</summary>
    public SilencedEntry? Silenced { get; init; }

    /// <summary>The silence of this id was ended.</summary>
    public string? Unsilenced { get; init; }
}
