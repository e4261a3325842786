using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Alerts;

/// <summary>What the book relies on in a finding, whoever reports it.</summary>
internal static class FindingRules
{
    /// <summary>A finding that names no cause is about its rule, or else about what has found it.</summary>
    public static Finding Complete(Finding finding)
    {
        if (finding.Causes.Count > 0)
            return finding;
        string name = finding.Rule.Length > 0 ? finding.Rule : finding.Source.ToString();
        return finding with { Causes = [new FindingCause(name, name, null, null, "*", 0, null, null, string.Empty, 0, 0, 0, false, [])] };
    }
}
