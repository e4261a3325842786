namespace Pipeline.Alerting.Alerts;

/// <summary>How long things last before something becomes of them. Part of the state: changed by an entry only, so that replay decides as before.</summary>
public sealed record AlertTiming
{
    public static readonly AlertTiming Default = new();

    /// <summary>How long what pages must show before it fires, ms. Detection has waited for two windows of three already.</summary>
    public long PagePendingMs { get; init; }

    /// <summary>The same of tickets, ms.</summary>
    public long TicketPendingMs { get; init; } = 30_000;

    /// <summary>How long a finding must be over before its alert is resolved, ms: one that returns meanwhile is the same alert.</summary>
    public long ResolveAfterMs { get; init; } = 30_000;

    /// <summary>How long an incident waits for what belongs to it before it is told, ms.</summary>
    public long GroupWaitMs { get; init; } = 2_000;

    /// <summary>An incident that spreads is told again this often at most, ms.</summary>
    public long UpdateEveryMs { get; init; } = 60_000;

    /// <summary>An incident that pages and that nobody has acknowledged is told again after this, ms.</summary>
    public long RemindPageEveryMs { get; init; } = 30 * 60_000;

    /// <summary>The same of tickets, ms.</summary>
    public long RemindTicketEveryMs { get; init; } = 24L * 3_600_000;

    /// <summary>An incident takes other endpoints in as long as it has spread within this, ms; afterwards a shared operation is no reason any more.</summary>
    public long SpreadWithinMs { get; init; } = 10 * 60_000;

    /// <summary>An alert that nothing was heard of for so long is stale, ms.</summary>
    public long StaleAfterMs { get; init; } = 24L * 3_600_000;

    /// <summary>What is wrong with it; null if nothing is.</summary>
    public string? FindFault()
    {
        if (PagePendingMs is < 0 or > 86_400_000 || TicketPendingMs is < 0 or > 86_400_000)
            return "An alert is pending for 0 ms to a day.";
        if (ResolveAfterMs is < 0 or > 86_400_000)
            return "An alert is resolved after 0 ms to a day.";
        if (GroupWaitMs is < 0 or > 600_000)
            return "An incident waits for 0 ms to 10 minutes before it is told.";
        if (UpdateEveryMs is < 1_000 or > 86_400_000)
            return "An incident that spreads is told again after a second to a day.";
        if (RemindPageEveryMs < 60_000 || RemindTicketEveryMs < 60_000)
            return "A reminder comes after a minute at least.";
        if (SpreadWithinMs is < 0 or > 86_400_000)
            return "An incident spreads within 0 ms to a day.";
        return StaleAfterMs < 60_000 ? "An alert becomes stale after a minute at least." : null;
    }
}
