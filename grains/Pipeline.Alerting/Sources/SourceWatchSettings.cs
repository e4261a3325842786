namespace Pipeline.Alerting.Sources;

/// <summary>When a source is missed.</summary>
public sealed record SourceWatchSettings
{
    /// <summary>Shortest pause for which a source is missed. Default 5 min.</summary>
    public TimeSpan PauseMin { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a source must have sent before it can be missed. Default 1 h.</summary>
    public TimeSpan RegularAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a source is missed before its pause is taken for the usual. Default 24 h.</summary>
    public TimeSpan MissedMax { get; init; } = TimeSpan.FromHours(24);
}
