using Pipeline.Alerting.Alerts;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Incidents;

/// <summary>Ranks what explains an incident.</summary>
/// <remarks>
/// 1. That calls of another endpoint of the incident take longer or fail is left out: that endpoint says more. 2. What only says that calls
/// suffer comes after all that says why. 3. Otherwise extra failures come first, then added time, then whether a budget is broken, then the
/// share of the time. Of several causes with one name the strongest that knows what is usual stands for all, and it knows of the budget
/// whatever has found it.
/// </remarks>
internal static class IncidentCauses
{
    private const int CausesMax = 10;

    public static IReadOnlyList<IncidentCause> Rank(IReadOnlyList<Alert> alerts)
    {
        HashSet<string> endpoints = [.. alerts.Select(alert => alert.Finding.Endpoint)];
        HashSet<string> callers = [.. alerts.Where(alert => CallsAnyOf(alert.Finding, endpoints)).Select(alert => alert.Finding.Endpoint)];
        List<Candidate> candidates = [];
        foreach (Alert alert in alerts)
        {
            Finding finding = alert.Finding;
            int place = 0;
            foreach (FindingCause cause in finding.Causes)
            {
                if (cause.Operation is { } operation && operation != finding.Endpoint && endpoints.Contains(operation) && IncidentGrouping.IsCallOf(cause, operation))
                    continue;
                bool isSymptom = Symptoms.Contains(cause);
                candidates.Add(new Candidate(finding, cause, isSymptom && callers.Contains(finding.Endpoint), isSymptom, place++));
            }
        }

        // Nothing is left where all endpoints wait for each other in a circle; then what they say of each other is all there is.
        if (candidates.Count == 0)
            candidates = [.. alerts.SelectMany(alert => alert.Finding.Causes.Select((cause, place) => new Candidate(alert.Finding, cause, false, false, place)))];
        return
        [
            .. candidates.GroupBy(candidate => candidate.Cause.Name, StringComparer.Ordinal)
                .Select(Join)
                .OrderBy(joined => joined.Strongest.IsExplainedDeeper)
                .ThenBy(joined => joined.Strongest.IsSymptom)
                .ThenByDescending(joined => joined.Strongest.Cause.ExtraFailures)
                .ThenByDescending(joined => joined.Strongest.Cause.ExtraMs)
                .ThenByDescending(joined => joined.Budget is not null)
                .ThenByDescending(joined => joined.Strongest.Cause.Share)
                .ThenBy(joined => joined.Strongest.Place)
                .ThenBy(joined => joined.Strongest.Cause.Name, StringComparer.Ordinal)
                .Take(CausesMax)
                .Select(joined => new IncidentCause(
                    joined.Strongest.Cause.Name, joined.Strongest.Finding.Endpoint, joined.Endpoints, joined.Budget, joined.Strongest.Cause)),
        ];
    }

    private static bool CallsAnyOf(Finding finding, HashSet<string> endpoints) =>
        finding.Causes.Any(cause => cause.Operation is { } operation && operation != finding.Endpoint && endpoints.Contains(operation));

    private static (Candidate Strongest, int Endpoints, string? Budget) Join(IGrouping<string, Candidate> same)
    {
        Candidate? broken = same.FirstOrDefault(candidate => candidate.Finding.Source == FindingSource.Budget);
        Candidate strongest = same
            .OrderBy(candidate => candidate.IsExplainedDeeper)
            .ThenByDescending(candidate => candidate.Cause.Expected is not null)
            .ThenByDescending(candidate => candidate.Cause.ExtraFailures)
            .ThenByDescending(candidate => candidate.Cause.ExtraMs)
            .ThenBy(candidate => candidate.Place)
            .First();
        if (broken is not null && strongest.Cause.Limit is null && strongest.Cause.Feature == broken.Cause.Feature)
            strongest = strongest with { Cause = strongest.Cause with { Limit = broken.Cause.Limit } };
        return (strongest, same.Select(candidate => candidate.Finding.Endpoint).Distinct().Count(), broken?.Finding.Rule);
    }

    private sealed record Candidate(Finding Finding, FindingCause Cause, bool IsExplainedDeeper, bool IsSymptom, int Place);
}
