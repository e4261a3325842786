using Pipeline.Core.Catalog;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Silences;

/// <summary>Which findings a silence is about.</summary>
internal static class SilenceMatching
{
    public static bool Fits(SilenceMatchers matchers, Finding finding) =>
        FitsName(matchers.Endpoint, finding.Endpoint)
        && FitsName(matchers.Cause, finding.Causes[0].Name)
        && FitsName(matchers.Rule, finding.Rule)
        && FitsName(matchers.Owner, finding.Owner ?? string.Empty)
        && (matchers.Source is null || matchers.Source == finding.Source)
        && (matchers.Severity is null || matchers.Severity == finding.Severity)
        && FitsSegments(matchers.Segment, finding.Segments);

    private static bool FitsName(string? pattern, string name) => pattern is null || NamePattern.Matches(pattern, name);

    /// <summary>What also shows in another segment is not held back.</summary>
    private static bool FitsSegments(string? pattern, IReadOnlyList<string> segments) =>
        pattern is null || (segments.Count > 0 && segments.All(segment => NamePattern.Matches(pattern, segment)));
}
