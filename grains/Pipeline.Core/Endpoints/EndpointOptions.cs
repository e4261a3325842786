using Pipeline.Core.Windows;

namespace Pipeline.Core.Endpoints;

/// <summary>
/// How an endpoint keeps time. Part of its state: changed by an entry of its stream only, so that replay decides as before.
/// </summary>
public sealed record EndpointOptions
{
    public static readonly EndpointOptions Default = new();

    /// <summary>
    /// How far the watermark stays behind the latest event, ms; 0 to an hour. Larger waits longer for stragglers and closes windows
    /// later.
    /// </summary>
    public long AllowedLatenessMs { get; init; } = 5_000;

    /// <summary>The tiers of windows, and how many of each are kept.</summary>
    public WindowOptions Windows { get; init; } = WindowOptions.Default;

    /// <summary>What is wrong with these options; null if nothing.</summary>
    public string? FindFault()
    {
        if (AllowedLatenessMs is < 0 or > 3_600_000)
            return "The allowed lateness lies between 0 and an hour.";
        return Windows is null ? "There must be tiers of windows." : null;
    }
}
