using Pipeline.Detection.Options;
using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Detection;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains;

/// <summary>Says in the words of the grain interface how an endpoint is watched.</summary>
internal static class DetectionReports
{
    public static DetectionSettingsReport Create(string endpoint, DetectionOptions options) => new(endpoint, options.IsOwn, new DetectionSettings(
        options.IsEnabled,
        options.WatchesRate,
        options.FastWidthMs,
        options.ForestWidthMs,
        options.WarmupWindows,
        options.EpisodesPerWeek,
        options.InstallationEpisodesPerWeek,
        options.InstallationEndpoints,
        options.ShiftBecomesUsualMs,
        options.CallsMin));

    public static DetectionOptions ToOptions(this DetectionSettings settings) => new()
    {
        IsOwn = true,
        IsEnabled = settings.IsEnabled,
        WatchesRate = settings.WatchesRate,
        FastWidthMs = settings.FastWidthMs,
        ForestWidthMs = settings.ForestWidthMs,
        WarmupWindows = settings.WarmupWindows,
        EpisodesPerWeek = settings.EpisodesPerWeek,
        InstallationEpisodesPerWeek = settings.InstallationEpisodesPerWeek,
        InstallationEndpoints = settings.InstallationEndpoints,
        ShiftBecomesUsualMs = settings.ShiftBecomesUsualMs,
        CallsMin = settings.CallsMin,
    };

    public static DetectionChangeAnswer ToChange(this AppendAnswer answer) => answer.Status switch
    {
        SectionStatus.Applied => new DetectionChangeAnswer(DetectionChangeStatus.Applied),
        SectionStatus.Overloaded => new DetectionChangeAnswer(DetectionChangeStatus.Overloaded, answer.Detail),
        SectionStatus.Unavailable => new DetectionChangeAnswer(DetectionChangeStatus.Unavailable, answer.Detail),
        _ => new DetectionChangeAnswer(DetectionChangeStatus.Invalid, answer.Detail),
    };
}
