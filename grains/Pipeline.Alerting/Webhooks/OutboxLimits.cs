namespace Pipeline.Alerting.Webhooks;

/// <summary>Bounds of an outbox, and when a target counts as out of order.</summary>
public static class OutboxLimits
{
    /// <summary>Requests to a target in any minute, repeated ones included.</summary>
    public const int MessagesPerMinute = 10;

    /// <summary>How many of those are kept for messages that page, and for tests.</summary>
    public const int KeptForPages = 2;

    /// <summary>Messages that wait; beyond, each incident keeps its latest only, and beyond that the oldest are given up.</summary>
    public const int PendingMax = 2_000;

    /// <summary>Tests that wait.</summary>
    public const int PendingTestsMax = 10;

    /// <summary>Messages that were given up and can be replayed; the oldest are dropped, and counted.</summary>
    public const int DeadMax = 1_000;

    /// <summary>Messages that were delivered or superseded and are still listed.</summary>
    public const int HistoryMax = 500;

    /// <summary>Alerts and notes of an incident that are kept with a message, those that fire first and the latest; of others it tells the count.</summary>
    public const int AlertsPerMessageMax = 10;

    /// <summary>Bytes of one entry, as long as a single message is smaller.</summary>
    public const int EntryBytesMax = 256 * 1_024;

    /// <summary>Findings about the target that may not be told yet.</summary>
    public const int FindingsMax = 8;

    /// <summary>Longest error that is kept.</summary>
    public const int ErrorLengthMax = 500;

    /// <summary>So many failures in a row are an outage.</summary>
    public const int OutageFailures = 2;

    /// <summary>What waits longer is told as the latest state, marked as delayed. Milliseconds.</summary>
    public const long DelayedAfterMs = 5 * 60_000;

    /// <summary>A target that fails for so long is told of through the others. Milliseconds.</summary>
    public const long TroubleAfterMs = 10 * 60_000;

    /// <summary>A trouble that goes on is told of again, so that nobody takes it for forgotten. Milliseconds.</summary>
    public const long TroubleAgainMs = 6 * 3_600_000;

    /// <summary>How often Alertmanager is told of what goes on. Milliseconds.</summary>
    public const long PushPeriodMs = 60_000;

    /// <summary>Pushes are at least so far apart, which keeps to <see cref="MessagesPerMinute"/>. Milliseconds.</summary>
    public const long PushSpacingMs = 60_000 / MessagesPerMinute;

    /// <summary>How long Alertmanager is told of what is over. Milliseconds.</summary>
    public const long PushEndedMs = 5 * 60_000;

    /// <summary>A clock that is corrected by less is taken for right. Milliseconds.</summary>
    public const long ClockToleranceMs = 60_000;

    /// <summary>Whether something was noted by a clock that was ahead and was set back since.</summary>
    internal static bool IsAhead(long? notedUnixMs, long nowUnixMs) => notedUnixMs > nowUnixMs + ClockToleranceMs;
}
