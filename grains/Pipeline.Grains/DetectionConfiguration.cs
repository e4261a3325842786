using Pipeline.Detection.Options;

namespace Pipeline.Grains;

/// <summary>How endpoints are watched that have no options of their own. Section <c>Pipeline:Detection</c> of the configuration.</summary>
/// <remarks>
/// An endpoint takes them by an entry of its stream, when it comes into memory or with its first section: so a replay judges as it was
/// judged, whatever is configured by then.
/// </remarks>
public sealed class DetectionConfiguration
{
    public const string Section = "Pipeline:Detection";

    /// <summary>Whether anything is judged at all. Default true.</summary>
    public bool IsEnabled { get; set; } = DetectionOptions.Default.IsEnabled;

    /// <summary>Whether the number of calls is judged: that they become far fewer, stop, or become far more. Default true.</summary>
    public bool WatchesRate { get; set; } = DetectionOptions.Default.WatchesRate;

    /// <summary>Width of the windows of the fast path, that of one of the endpoints' tiers: 1 s, 10 s, 1 min or 1 h. Default 10 s.</summary>
    public TimeSpan FastWidth { get; set; } = TimeSpan.FromMilliseconds(DetectionOptions.Default.FastWidthMs);

    /// <summary>Width of the windows that the forest judges: a multiple of <see cref="FastWidth"/>, at most a day. Default 1 min.</summary>
    public TimeSpan ForestWidth { get; set; } = TimeSpan.FromMilliseconds(DetectionOptions.Default.ForestWidthMs);

    /// <summary>Windows of the fast path that are only learnt from, at first. Range 3 to 10,000, default 30.</summary>
    public int WarmupWindows { get; set; } = DetectionOptions.Default.WarmupWindows;

    /// <summary>False alarms, in episodes, that an endpoint may raise in a week of normal traffic. Above 0 to 10,000, default 1.</summary>
    public double EpisodesPerWeek { get; set; } = DetectionOptions.Default.EpisodesPerWeek;

    /// <summary>The same for the whole installation. Above 0 to 1,000,000, default 5.</summary>
    public double InstallationEpisodesPerWeek { get; set; } = DetectionOptions.Default.InstallationEpisodesPerWeek;

    /// <summary>Endpoints that share the installation's: at least 1. Default null: as many as there are, a power of two.</summary>
    public int? InstallationEndpoints { get; set; }

    /// <summary>How long a shift must stay where it is to become what is usual. Range 1 min to 30 days, default 2 h.</summary>
    public TimeSpan ShiftBecomesUsual { get; set; } = TimeSpan.FromMilliseconds(DetectionOptions.Default.ShiftBecomesUsualMs);

    /// <summary>Calls that a window must hold to be judged; those of a sparse segment are joined until they do. Range 1 to 10,000, default 5.</summary>
    public int CallsMin { get; set; } = DetectionOptions.Default.CallsMin;

    /// <summary>As an endpoint takes them.</summary>
    public DetectionOptions ToOptions() => new()
    {
        IsEnabled = IsEnabled,
        WatchesRate = WatchesRate,
        FastWidthMs = (long)FastWidth.TotalMilliseconds,
        ForestWidthMs = (long)ForestWidth.TotalMilliseconds,
        WarmupWindows = WarmupWindows,
        EpisodesPerWeek = EpisodesPerWeek,
        InstallationEpisodesPerWeek = InstallationEpisodesPerWeek,
        InstallationEndpoints = InstallationEndpoints ?? DetectionOptions.Default.InstallationEndpoints,
        ShiftBecomesUsualMs = (long)ShiftBecomesUsual.TotalMilliseconds,
        CallsMin = CallsMin,
    };
}
