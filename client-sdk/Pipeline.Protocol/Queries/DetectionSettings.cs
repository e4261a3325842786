namespace Pipeline.Protocol.Queries;

/// <summary>How an endpoint is watched.</summary>
/// <param name="IsEnabled">Whether anything is judged at all.</param>
/// <param name="WatchesRate">Whether the number of calls is judged: that they become far fewer, stop, or become far more.</param>
/// <param name="FastWidthMs">Width of the windows of the fast path, ms: that of windows that there are, 1,000, 10,000, 60,000 or 3,600,000.</param>
/// <param name="ForestWidthMs">Width of the windows that the forest judges, ms: a multiple of <paramref name="FastWidthMs"/>, at most a day.</param>
/// <param name="WarmupWindows">Windows of the fast path that are only learnt from, at first; 3 to 10,000.</param>
/// <param name="EpisodesPerWeek">False alarms, in episodes, that the endpoint may raise in a week of normal traffic; above 0 to 10,000.</param>
/// <param name="InstallationEpisodesPerWeek">The same for the whole installation; above 0 to 1,000,000.</param>
/// <param name="InstallationEndpoints">Endpoints that share the installation's; at least 1.</param>
/// <param name="ShiftBecomesUsualMs">How long a shift must stay where it is to become what is usual, ms; a minute to 30 days.</param>
/// <param name="CallsMin">Calls that a window must hold to be judged; those of a sparse segment are joined until they do. 1 to 10,000.</param>
public sealed record DetectionSettings(
    bool IsEnabled,
    bool WatchesRate,
    long FastWidthMs,
    long ForestWidthMs,
    int WarmupWindows,
    double EpisodesPerWeek,
    double InstallationEpisodesPerWeek,
    int InstallationEndpoints,
    long ShiftBecomesUsualMs,
    int CallsMin);
