namespace Pipeline.EventLog.Retention;

/// <summary>How long the log keeps entries that no grain needs any more.</summary>
/// <remarks>
/// Entries are removed frame by frame from the oldest on, and only up to the first frame that is too young or that some stream would still
/// replay from its previous snapshot (for silent streams the latest one is copied over the previous). The freed pages are used again by
/// later commits.
/// </remarks>
public sealed class RetentionOptions
{
    /// <summary>
    /// Time since the commit after which a frame may go. Default 30 days; 1 ms to 36,500 days; null keeps everything. What backtests can
    /// reach back to.
    /// </summary>
    public TimeSpan? Age { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Time between looks for old frames. Default one minute; 1 s to 1 day.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Bytes of entries removed in one transaction, which appends have to wait for. Default 8 MiB; 64 KiB to 1 GiB. One
    /// frame is always removed whole.
    /// </summary>
    public long StepBytesMax { get; set; } = 8 * 1024 * 1024;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (Age is { } age)
            OptionRange.Check("Retention.Age", age, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(36_500));
        OptionRange.Check("Retention.Interval", Interval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        OptionRange.Check("Retention.StepBytesMax", StepBytesMax, 64 * 1024, 1024 * 1024 * 1024, "bytes");
    }
}
