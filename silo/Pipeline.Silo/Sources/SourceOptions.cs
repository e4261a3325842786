using Pipeline.Alerting.Sources;

namespace Pipeline.Silo.Sources;

/// <summary>When a sender that normally sends is missed. Section <c>Pipeline:Sources</c> of the configuration.</summary>
internal sealed class SourceOptions
{
    public const string Section = "Pipeline:Sources";

    /// <summary>Whether senders are watched. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Shortest silence for which one is missed; ten times its usual pause if that is longer. Range 30 s to 24 h, default 5 min.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one must have sent before it can be missed. Range 5 min to 7 days, default 1 h.</summary>
    public TimeSpan Regular { get; set; } = TimeSpan.FromHours(1);

    /// <summary>For how many hours one is missed before its silence is taken for the usual. Range 1 to 168, default 24.</summary>
    public int Hours { get; set; } = 24;

    public SourceWatchSettings ToSettings() => new() { PauseMin = Pause, RegularAfter = Regular, MissedMax = TimeSpan.FromHours(Hours) };
}
