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
            sentence = $"{endpoints.Length} endpoints ({Names(endpoints)}) {Together(lead, causes[0])}: {sentence}";
        if (incident.Ended is not null)
            return $"{Over(incident)}: {sentence}";
        if (causes[0].Budget is { } budget && lead.Finding.Source != FindingSource.Budget)
            sentence = $"{sentence.TrimEnd('.')}; budget `{budget}` is broken, too.";
        if (lead.Finding.Source == FindingSource.Budget && Suffering(incident) is { } suffering)
            sentence = $"{sentence.TrimEnd('.')}; meanwhile {suffering}.";
        if (Symptoms.FindStopped(incident) is { } stopped && lead.Finding.Source != FindingSource.NoData)
            sentence = $"{sentence.TrimEnd('.')}; no calls of `{stopped}` come any more.";
        return sentence;
    }

    private static string Together(Alert lead, IncidentCause cause) =>
        lead.Finding.Source == FindingSource.NoData ? "have fallen silent" : $"share `{cause.Name}`";

    /// <summary>What is over must not read as if it had just begun.</summary>
    private static string Over(Incident incident)
    {
        if (incident.State == IncidentState.Stale)
            return "Not heard of any more, so whether it goes on is not known";
        if (incident.State == IncidentState.Historic)
            return "Long past when it was found";
        long lasted = Math.Max(0, incident.Alerts.Max(static alert => alert.Finding.Last) - incident.Since);
        return $"Over after {CostNumbers.Length(lasted)}";
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
