using Pipeline.Core.Windows;
using Pipeline.Detection.Options;
using Pipeline.Protocol.Queries;

namespace Pipeline.Silo.Query.Backtests;

/// <summary>Applies what a request wants to be different.</summary>
internal static class DetectionOptionsChanges
{
    /// <summary>The options with what is given changed.</summary>
    public static DetectionOptions Apply(this DetectionOptionsChange change, DetectionOptions options) => options with
    {
        IsEnabled = change.IsEnabled ?? options.IsEnabled,
        WatchesRate = change.WatchesRate ?? options.WatchesRate,
        FastWidthMs = change.FastWidthMs ?? options.FastWidthMs,
        ForestWidthMs = change.ForestWidthMs ?? options.ForestWidthMs,
        WarmupWindows = change.WarmupWindows ?? options.WarmupWindows,
        EpisodesPerWeek = change.EpisodesPerWeek ?? options.EpisodesPerWeek,
        InstallationEpisodesPerWeek = change.InstallationEpisodesPerWeek ?? options.InstallationEpisodesPerWeek,
        InstallationEndpoints = change.InstallationEndpoints ?? options.InstallationEndpoints,
        ShiftBecomesUsualMs = change.ShiftBecomesUsualMs ?? options.ShiftBecomesUsualMs,
        CallsMin = change.CallsMin ?? options.CallsMin,
    };

    /// <summary>
    /// What is wrong with what is given, whatever the other options are; null if nothing. Where the widths do not go together for an endpoint
    /// with others than usual, only its own result can tell.
    /// </summary>
    public static string? FindFault(this DetectionOptionsChange change)
    {
        if (change.FastWidthMs is { } width && WindowOptions.Default.Tiers.All(tier => tier.WidthMs != width))
            return $"options.fast_width_ms is {width}: it takes {string.Join(", ", WindowOptions.Default.Tiers.Select(static tier => tier.WidthMs))}.";
        return change.Apply(DetectionOptions.Default).FindFault();
    }
}
