using Pipeline.Core.Endpoints;
using Pipeline.Core.Windows;
using Pipeline.Detection.Options;

namespace Pipeline.Detection.Evaluation.Recorded;

/// <summary>How a recording is watched.</summary>
/// <param name="WindowMs">Width of the windows that are judged, ms: whole seconds, at most an hour.</param>
/// <param name="WarmupWindows">Windows that are only learnt from, at first.</param>
public sealed record RecordedOptions(long WindowMs, int WarmupWindows)
{
    private const long SecondMs = 1_000;
    private const long HourMs = 3_600_000;

    /// <summary>The judged windows reach back a good two days of five minutes each, as their season does not.</summary>
    private const int WindowsKept = 720;

    private const int CoarseKept = 168;
    private const int SecondsKept = 120;

    public DetectionOptions ToDetection() => DetectionOptions.Default with
    {
        FastWidthMs = WindowMs,
        ForestWidthMs = WindowMs,
        WarmupWindows = WarmupWindows,
    };

    /// <summary>Tiers of a second, of the window, and of an hour or the next multiple of the window.</summary>
    public EndpointOptions ToEndpoint()
    {
        List<WindowTier> tiers = WindowMs > SecondMs ? [new WindowTier(SecondMs, SecondsKept)] : [];
        tiers.Add(new WindowTier(WindowMs, WindowsKept));
        long coarse = WindowMs < HourMs ? (HourMs + WindowMs - 1) / WindowMs * WindowMs : 24 * HourMs;
        tiers.Add(new WindowTier(coarse, (int)Math.Max(CoarseKept, (WindowMs * WindowsKept / coarse) + 1)));
        return EndpointOptions.Default with { Windows = new WindowOptions([.. tiers]) };
    }
}
