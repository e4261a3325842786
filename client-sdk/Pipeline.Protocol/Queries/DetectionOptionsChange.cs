namespace Pipeline.Protocol.Queries;

/// <summary>What is to be different about how an endpoint is watched; null is left as it is.</summary>
public sealed record DetectionOptionsChange
{
    /// <summary>Whether anything is judged at all.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>Whether the number of calls is judged: that they become far fewer, stop, or become far more.</summary>
    public bool? WatchesRate { get; init; }

    /// <summary>Width of the windows of the fast path, ms: 1,000, 10,000, 60,000 or 3,600,000.</summary>
    public long? FastWidthMs { get; init; }

    /// <summary>Width of the windows that the forest judges, ms: a multiple of <see cref="FastWidthMs"/>, at most a day.</summary>
    public long? ForestWidthMs { get; init; }

    /// <summary>Windows of the fast path that are only learnt from, at first: 3 to 10,000.</summary>
    public int? WarmupWindows { get; init; }

    /// <summary>False alarms, in episodes, that an endpoint may raise in a week of normal traffic: above 0, at most 10,000.</summary>
    public double? EpisodesPerWeek { get; init; }

    /// <summary>The same for the whole installation: above 0, at most 1,000,000.</summary>
    public double? InstallationEpisodesPerWeek { get; init; }

    /// <summary>Endpoints that share the installation's: at least 1.</summary>
    public int? InstallationEndpoints { get; init; }

    /// <summary>How long a shift must stay where it is to become what is usual, ms: a minute to 30 days.</summary>
    public long? ShiftBecomesUsualMs { get; init; }

    /// <summary>Calls that a window must hold to be judged; those of a sparse segment are joined until they do: 1 to 10,000.</summary>
    public int? CallsMin { get; init; }
}
