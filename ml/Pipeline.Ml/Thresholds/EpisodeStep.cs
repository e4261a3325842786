namespace Pipeline.Ml.Thresholds;

/// <summary>What one observation did to the episodes.</summary>
public enum EpisodeStep
{
    /// <summary>Below the threshold, and no episode is open.</summary>
    Quiet,

    /// <summary>At or above the threshold and the first of an episode: the moment to alert.</summary>
    Started,

    /// <summary>At or above the threshold within an episode.</summary>
    Continued,

    /// <summary>Below the threshold, but an exceedance now would still belong to the open episode.</summary>
    Lingering,
}
