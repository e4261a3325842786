using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>Names what stays the same when a finding returns.</summary>
internal static class AlertFingerprint
{
    /// <summary>By endpoint, what has found it, rule and the name of the first cause.</summary>
    public static string Of(Finding finding) =>
        StableId.Of(finding.Endpoint, finding.Source.ToString(), finding.Rule, finding.Causes[0].Name);
}
