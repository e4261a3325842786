using Pipeline.Alerting.Alerts;
using Pipeline.Core.Costs;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Incidents;

/// <summary>Says an incident in one sentence: that of the finding that names its first cause, and how far it reaches.</summary>
internal static class IncidentSentence
{
    private const int EndpointsNamed = 3;

    public static string Of(Incident incident, IReadOnlyList<IncidentCause> causes)
    {
        Alert lead = LeadOf(incident, causes);
        string sentence = lead.Finding.Sentence;
        string[] endpoints = [.. incident.Endpoints];
        if (endpoints.Length > 1)
            sentence = $"{endpoints.Length} endpoints ({Names(endpoints)}) share `{causes[0].Name}`: {sentence}";
        if (causes[0].Budget is { } budget && lead.Finding.Source != FindingSource.Budget)
            sentence = $"{sentence.TrimEnd('.')}; budget `{budget}` is broken, too.";
        if (lead.Finding.Source == FindingSource.Budget && Suffering(incident) is { } suffering)
            sentence = $"{sentence.TrimEnd('.')}; meanwhile {suffering}.";
        return sentence;
    }

    /// <summary>The alert whose own first cause is the incident's; of several the most severe, and one that knows what is usual.</summary>
    private static Alert LeadOf(Incident incident, IReadOnlyList<IncidentCause> causes) => incident.Alerts
        .OrderByDescending(alert => alert.IsActive)
        .ThenByDescending(alert => alert.FirstCause.Name == causes[0].Name)
        .ThenByDescending(alert => alert.Finding.Endpoint == causes[0].Endpoint)
        .ThenByDescending(alert => alert.Severity)
        .ThenByDescending(alert => alert.Finding.Source == FindingSource.Anomaly)
        .First();

    private static string Names(string[] endpoints) => endpoints.Length <= EndpointsNamed
        ? string.Join(", ", endpoints.Select(endpoint => $"`{endpoint}`"))
        : $"{string.Join(", ", endpoints.Take(EndpointsNamed - 1).Select(endpoint => $"`{endpoint}`"))} and {endpoints.Length - EndpointsNamed + 1} more";

    /// <summary>What an anomaly says beside a broken budget.</summary>
    private static string? Suffering(Incident incident)
    {
        FindingCause? cause = incident.Alerts.FirstOrDefault(alert => alert is { IsActive: true, Finding.Source: FindingSource.Anomaly })?.FirstCause;
        if (cause is null)
            return null;
        string what = cause.Operation is null ? cause.Feature : $"{cause.Feature} of `{cause.Operation}`";
        return $"{what} is {CostNumbers.Plain(cause.Observed)} {cause.Unit}, normally {CostNumbers.Plain(cause.Expected ?? 0)}";
    }
}
