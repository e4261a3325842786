namespace Pipeline.Client.Guarding;

/// <summary>How the client limits what it costs.</summary>
public sealed class GuardOptions
{
    /// <summary>Share of the process's processor time that recording may take before it steps down. 0.001 to 1, default 0.05.</summary>
    public double OverheadMax { get; set; } = 0.05;

    /// <summary>How long the overhead must stay below half of the limit before recording steps up again. At least 1 s, default 30 s.</summary>
    public TimeSpan RecoverAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether details begin with one call in a hundred and grow to 5, 10 and 25 % and then all that the sampling asks for, as long as
    /// the overhead allows. Default false. Every call is counted from the start.
    /// </summary>
    public bool Canary { get; set; }

    /// <summary>How long each stage of the canary lasts. At least 1 s, default 10 min.</summary>
    public TimeSpan CanaryStage { get; set; } = TimeSpan.FromMinutes(10);

    internal IEnumerable<string> Problems()
    {
        if (OverheadMax is not (>= 0.001 and <= 1))
            yield return $"Guard.OverheadMax is {OverheadMax}: it takes 0.001 to 1.";
        if (RecoverAfter < TimeSpan.FromSeconds(1))
            yield return $"Guard.RecoverAfter is {RecoverAfter}: it takes 1 s and more.";
        if (CanaryStage < TimeSpan.FromSeconds(1))
            yield return $"Guard.CanaryStage is {CanaryStage}: it takes 1 s and more.";
    }
}
