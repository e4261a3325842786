using Pipeline.Alerting.Alerts;
using Pipeline.Core.Features;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Incidents;

/// <summary>Decides which incident a new alert belongs to.</summary>
/// <remarks>
/// <para>
/// 1. Of the same endpoint: if they name an operation in common among their first causes, or if one of the two knows only symptoms, which the
/// other's cause then explains. So a broken budget and an anomaly of one cause become one incident.
/// </para>
/// <para>
/// 2. Of other endpoints: if both name the same operation first, or if one calls the other, which an operation named like an endpoint says;
/// and if several endpoints fall silent. This only while the incident spreads: otherwise an endpoint that is always ill would draw everything
/// into one incident for ever.
/// </para>
/// </remarks>
internal static class IncidentGrouping
{
    // What is far down the list of causes explains too little to tie anything together.
    private const int CausesCompared = 3;

    private static readonly string s_operationTime = FeatureWords.Of(FeatureKind.OperationTime);
    private static readonly string s_operationErrors = FeatureWords.Of(FeatureKind.OperationErrors);

    /// <summary>The incident; null for one of its own.</summary>
    /// <param name="incidents">Those that are active, in the order in which they began.</param>
    /// <param name="finding">What the alert is about.</param>
    /// <param name="now">Unix ms.</param>
    /// <param name="spreadWithinMs">How long an incident takes other endpoints in after the last one.</param>
    public static Incident? Find(IEnumerable<Incident> incidents, Finding finding, long now, long spreadWithinMs)
    {
        Incident? ofOthers = null;
        foreach (Incident incident in incidents)
        {
            if (incident.Alerts.Exists(alert => alert.IsActive && IsOfSameEndpoint(alert.Finding, finding)))
                return incident;
            if (ofOthers is null && now - incident.LastJoined <= spreadWithinMs && incident.Alerts.Exists(alert => IsOfOtherEndpoint(alert, finding)))
                ofOthers = incident;
        }

        return ofOthers;
    }

    /// <summary>The incident of the past that a finding of the past belongs to: of the same endpoint and cause, at the same time; null for one of its own.</summary>
    public static Incident? FindHistoric(IEnumerable<Incident> incidents, Finding finding) => incidents.FirstOrDefault(incident =>
        incident.State == IncidentState.Historic
        && incident.Alerts.Count < AlertingLimits.AlertsPerIncidentMax
        && incident.Alerts.Exists(alert => IsOfSameTime(alert.Finding, finding) && IsOfSameEndpoint(alert.Finding, finding)));

    private static bool IsOfSameTime(Finding known, Finding finding) => known.Since <= finding.Last && finding.Since <= known.Last;

    private static bool IsOfSameEndpoint(Finding known, Finding finding) =>
        known.Endpoint == finding.Endpoint
        && known.Endpoint.Length > 0
        && (Symptoms.AreAllOf(known) || Symptoms.AreAllOf(finding) || OperationsOf(known, CausesCompared).Intersect(OperationsOf(finding, CausesCompared)).Any());

    private static bool IsOfOtherEndpoint(Alert alert, Finding finding)
    {
        Finding known = alert.Finding;
        if (!alert.IsActive || known.Endpoint == finding.Endpoint || known.Endpoint.Length == 0 || finding.Endpoint.Length == 0)
            return false;
        if (known.Source == FindingSource.NoData && finding.Source == FindingSource.NoData)
            return true;
        return (FirstOperationOf(known) is { } operation && operation == FirstOperationOf(finding))
            || IsCallerOf(known, finding.Endpoint)
            || IsCallerOf(finding, known.Endpoint);
    }

    /// <summary>Whether a finding says that calls of an endpoint take longer or fail.</summary>
    public static bool IsCallerOf(Finding finding, string endpoint) => finding.Causes.Any(cause => IsCallOf(cause, endpoint));

    /// <summary>Whether a cause is that calls of an endpoint take longer or fail, which that endpoint knows better.</summary>
    public static bool IsCallOf(FindingCause cause, string endpoint) =>
        cause.Operation == endpoint && (cause.Feature == s_operationTime || cause.Feature == s_operationErrors);

    private static string? FirstOperationOf(Finding finding) => OperationsOf(finding, finding.Causes.Count).FirstOrDefault();

    private static IEnumerable<string> OperationsOf(Finding finding, int count) =>
        finding.Causes.Take(count).Where(cause => cause.Operation is not null).Select(cause => cause.Operation!);
}
