using Pipeline.Alerting.Alerts;

namespace Pipeline.Grains.Alerting;

/// <summary>How long things last before somebody is told. Section <c>Pipeline:Alerts</c> of the configuration.</summary>
public sealed class AlertOptions
{
    public const string Section = "Pipeline:Alerts";

    /// <summary>How long what pages must show before it fires; detection has waited already. 0 to a day, default 0.</summary>
    public TimeSpan PagePending { get; set; } = TimeSpan.FromMilliseconds(AlertTiming.Default.PagePendingMs);

    /// <summary>The same of tickets. 0 to a day, default 30 s.</summary>
    public TimeSpan TicketPending { get; set; } = TimeSpan.FromMilliseconds(AlertTiming.Default.TicketPendingMs);

    /// <summary>How long a finding must be over before its alert is resolved. 0 to a day, default 30 s.</summary>
    public TimeSpan ResolveAfter { get; set; } = TimeSpan.FromMilliseconds(AlertTiming.Default.ResolveAfterMs);

    /// <summary>How long an incident waits for what belongs to it before it is told. 0 to 10 minutes, default 2 s.</summary>
    public TimeSpan GroupWait { get; set; } = TimeSpan.FromMilliseconds(AlertTiming.Default.GroupWaitMs);

    /// <summary>How often an incident that spreads is told again at most. A second to a day, default a minute.</summary>
    public TimeSpan UpdateEvery { get; set; } = TimeSpan.FromMilliseconds(AlertTiming.Default.UpdateEveryMs);

    /// <summary>After what time an incident that pages and that nobody has acknowledged is told again. A minute or more, default 30 minutes.</summary>
    public TimeSpan RemindPageEvery { get; set; } = TimeSpan.FromMilliseconds(AlertTiming.Default.RemindPageEveryMs);

    /// <summary>The same of tickets. A minute or more, default a day.</summary>
    public TimeSpan RemindTicketEvery { get; set; } = TimeSpan.FromMilliseconds(AlertTiming.Default.RemindTicketEveryMs);

    /// <summary>An incident takes other endpoints in as long as it has spread within this. 0 to a day, default 10 minutes.</summary>
    public TimeSpan SpreadWithin { get; set; } = TimeSpan.FromMilliseconds(AlertTiming.Default.SpreadWithinMs);

    /// <summary>An alert that nothing was heard of for so long is stale. A minute or more, default a day.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromMilliseconds(AlertTiming.Default.StaleAfterMs);

    /// <summary>A snapshot is written when something has changed and the last one is so old. Default 60 s.</summary>
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often it looks whether webhooks lack something and a snapshot is due. Default 1 s.</summary>
    public TimeSpan HousekeepingPeriod { get; set; } = TimeSpan.FromSeconds(1);

    internal AlertTiming ToTiming() => new()
    {
        PagePendingMs = (long)PagePending.TotalMilliseconds,
        TicketPendingMs = (long)TicketPending.TotalMilliseconds,
        ResolveAfterMs = (long)ResolveAfter.TotalMilliseconds,
        GroupWaitMs = (long)GroupWait.TotalMilliseconds,
        UpdateEveryMs = (long)UpdateEvery.TotalMilliseconds,
        RemindPageEveryMs = (long)RemindPageEvery.TotalMilliseconds,
        RemindTicketEveryMs = (long)RemindTicketEvery.TotalMilliseconds,
        SpreadWithinMs = (long)SpreadWithin.TotalMilliseconds,
        StaleAfterMs = (long)StaleAfter.TotalMilliseconds,
    };
}
