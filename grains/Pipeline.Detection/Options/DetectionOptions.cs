namespace Pipeline.Detection.Options;

/// <summary>How an endpoint is watched. Part of its state: changed by an entry of its stream only, so that replay decides as before.</summary>
public sealed record DetectionOptions
{
    public static readonly DetectionOptions Default = new();

    /// <summary>Whether anything is judged at all.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether the number of calls is judged: that they become far fewer, stop, or become far more.</summary>
    public bool WatchesRate { get; init; } = true;

    /// <summary>Width of the windows of the fast path, ms: that of one of the endpoint's tiers.</summary>
    public long FastWidthMs { get; init; } = 10_000;

    /// <summary>Width of the windows that the forest judges, ms: a multiple of <see cref="FastWidthMs"/>.</summary>
    public long ForestWidthMs { get; init; } = 60_000;

    /// <summary>Windows of the fast path that are only learnt from, at first; 3 to 10,000.</summary>
    public int WarmupWindows { get; init; } = 30;

    /// <summary>False alarms, in episodes, that an endpoint may raise in a week of normal traffic, all its segments and features together; above 0.</summary>
    public double EpisodesPerWeek { get; init; } = 1;

    /// <summary>The same for the whole installation; above 0.</summary>
    public double InstallationEpisodesPerWeek { get; init; } = 5;

    /// <summary>Endpoints that share the installation's; at least 1.</summary>
    public int InstallationEndpoints { get; init; } = 1;

    /// <summary>How long a shift must stay where it is to become what is usual, ms; a minute to 30 days.</summary>
    public long ShiftBecomesUsualMs { get; init; } = 2 * 3_600_000;

    /// <summary>Calls that a window must hold to be judged; a sparse segment's windows are joined until they do. 1 to 10,000.</summary>
    public int CallsMin { get; init; } = 5;

    /// <summary>Whether somebody has chosen them for this endpoint, so that what is configured for all does not replace them.</summary>
    public bool IsOwn { get; init; }

    /// <summary>What is wrong with these options; null if nothing.</summary>
    public string? FindFault()
    {
        if (FastWidthMs is < 1_000 or > 3_600_000 || FastWidthMs % 1_000 != 0)
            return "fast_width_ms: the width of the fast windows is a whole number of seconds, at most an hour.";
        if (ForestWidthMs < FastWidthMs || ForestWidthMs > 24L * 3_600_000 || ForestWidthMs % FastWidthMs != 0)
            return "forest_width_ms: the width of the forest's windows is a multiple of the fast windows' width, at most a day.";
        if (WarmupWindows is < 3 or > 10_000)
            return "warmup_windows: the warm-up lasts 3 to 10,000 windows.";
        if (!(EpisodesPerWeek is > 0 and <= 10_000) || !(InstallationEpisodesPerWeek is > 0 and <= 1_000_000))
            return "episodes_per_week, installation_episodes_per_week: the episodes of a week are above 0, at most 10,000 for an endpoint and 1,000,000 for the installation.";
        if (InstallationEndpoints < 1)
            return "installation_endpoints: at least one endpoint shares the installation's episodes.";
        if (ShiftBecomesUsualMs is < 60_000 or > 30L * 24 * 3_600_000)
            return "shift_becomes_usual_ms: a shift becomes usual after a minute to 30 days.";
        return CallsMin is < 1 or > 10_000 ? "calls_min: a window must hold 1 to 10,000 calls to be judged." : null;
    }
}
