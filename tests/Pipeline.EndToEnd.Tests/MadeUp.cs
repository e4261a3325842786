using Pipeline.Protocol.Alerting;

namespace Pipeline.EndToEnd.Tests;

/// <summary>Incidents and alerts that nothing gave cause for.</summary>
internal static class MadeUp
{
    /// <summary>An open incident of one endpoint, with its alert.</summary>
    public static IncidentReport Incident(string id, long since, long version = 1) => new(
        id, version, IncidentState.Open, AlertSeverity.Page, "`/cart` is slow.", since, since + 10, null, ["/cart"], ["premium"], [], [], [], null, [], false, 1,
        [Alert("00000000000000b1", since, id)], "/api/v1/endpoints?name=%2Fcart");

    public static AlertReport Alert(string id, long began, string incident = "00000000000000a1") => new(
        id, "00000000000000f0", incident, AlertState.Firing, AlertSeverity.Page, began, began + 10, null, [],
        new Finding("f1", FindingSource.Budget, "calls", "/cart", AlertSeverity.Page, ["premium"], false, began, began, began, null, null, false, [], "Too many calls.", null, null));

    /// <summary>An open incident with its cause.</summary>
    public static IncidentReport Explosion(long at, string id = "00112233445566aa", params IReadOnlyList<string> endpoints) => new(
        id, 1, IncidentState.Open, AlertSeverity.Page, "/recommend für premium: json.dumps is called 847 times an event, usually 1.2.", at, at, null,
        endpoints.Count > 0 ? endpoints : ["/recommend"], ["premium"],
        [
            new IncidentCause("json.dumps", "/recommend", 1, null, new FindingCause(
                "json.dumps", "operation_calls", "json.dumps", "function", "premium", 847, 1.2, null, "calls/event", 0.9, 0, 120_000, false, [])),
        ],
        ["team-a"], [], null, [], false, 1, [], "/api/v1/compare?endpoint=%2Frecommend");
}
