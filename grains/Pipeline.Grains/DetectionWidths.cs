using Pipeline.Core.Windows;
using Pipeline.Detection.Options;

namespace Pipeline.Grains;

/// <summary>Whether an endpoint can be watched by some options: it must have windows of the width that they judge.</summary>
internal static class DetectionWidths
{
    /// <summary>What is wrong with the options; null if nothing.</summary>
    public static string? FindFault(DetectionOptions options, WindowOptions windows)
    {
        if (options.FindFault() is { } fault)
            return fault;
        return windows.Tiers.Any(tier => tier.WidthMs == options.FastWidthMs)
            ? null
            : $"The width of the fast windows is {options.FastWidthMs} ms: there are windows of {string.Join(", ", windows.Tiers.Select(tier => tier.WidthMs))} ms.";
    }
}
