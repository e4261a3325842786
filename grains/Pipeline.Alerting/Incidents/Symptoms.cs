using Pipeline.Core.Features;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Incidents;

/// <summary>What only says that calls suffer, not why.</summary>
internal static class Symptoms
{
    private static readonly string s_rate = FeatureWords.Of(FeatureKind.Rate);

    private static readonly HashSet<string> s_features =
    [
        .. new[]
        {
            FeatureKind.Rate, FeatureKind.DurationMean, FeatureKind.DurationP50, FeatureKind.DurationP95, FeatureKind.DurationP99, FeatureKind.DependencyShare,
            FeatureKind.Threads, FeatureKind.ErrorShare, FeatureKind.Cpu, FeatureKind.Memory, FeatureKind.Allocated, FeatureKind.LockWaitShare,
        }.Select(FeatureWords.Of),
    ];

    /// <summary>Whether a cause is of the calls themselves, which something that they do may explain.</summary>
    public static bool Contains(FindingCause cause) => cause.Operation is null && s_features.Contains(cause.Feature);

    /// <summary>Whether nothing of a finding says why.</summary>
    public static bool AreAllOf(Finding finding) => finding.Causes.All(Contains);

    /// <summary>Whether a cause is that calls have stopped.</summary>
    public static bool IsOfStoppedCalls(FindingCause cause) => cause.Feature == s_rate && cause.Observed <= 0;

    /// <summary>An endpoint of the incident whose calls have stopped while it was ill already; null if there is none.</summary>
    public static string? FindStopped(Incident incident) => incident.Alerts
        .Find(static alert => alert is { IsActive: true, Finding.Source: not FindingSource.NoData } && alert.Finding.Causes.Any(IsOfStoppedCalls))?.Finding.Endpoint;
}
