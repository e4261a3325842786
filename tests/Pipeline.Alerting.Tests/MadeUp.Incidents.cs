using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests;

/// <content>Incidents to be told of: small ones by their id, and a usual one with all that can belong to it.</content>
internal static partial class MadeUp
{
    public const long Start = 1_767_225_600_000;
    public const long OpenedAt = 1_767_323_045_678;
    public const string BaseUrl = "https://pipeline.example.org";

    public static IncidentReport Usual { get; } = new(
        "00112233445566aa",
        7,
        IncidentState.Open,
        AlertSeverity.Page,
        "/recommend for premium: json.dumps is called 847 times an event since 03:04, usually 1.2.",
        OpenedAt - 60_000,
        OpenedAt,
        null,
        ["/recommend", "/search"],
        ["premium", "free"],
        [
            new IncidentCause("json.dumps", "/recommend", 2, "calls", CauseOf("json.dumps", 847, 1.2, 100)),
            new IncidentCause("duration_p95", "/recommend", 1, null, CauseOf("duration_p95", 8_000, 200, null)),
        ],
        ["team-a"],
        ["https://wiki.example.org/runbook"],
        new Acknowledgement("ann", OpenedAt + 1_000, OpenedAt + 3_600_000),
        [new IncidentNote("ann", OpenedAt + 2_000, "on it")],
        false,
        2,
        [AlertOf("/recommend", AlertState.Firing, "calls"), AlertOf("/search", AlertState.Firing, "")],
        "/api/v1/compare?endpoint=%2Frecommend&segment=premium");

    public static Notification Opened(IncidentReport incident) => new(12, NotificationType.Opened, OpenedAt, incident);

    public static AlertReport AlertOf(string endpoint, AlertState state, string rule, long? ended = null) => new(
        "ffeeddccbbaa0099",
        "0123456789abcdef",
        "00112233445566aa",
        state,
        AlertSeverity.Page,
        OpenedAt - 60_000,
        OpenedAt,
        ended,
        [],
        new Finding(
            "finding", rule.Length > 0 ? FindingSource.Budget : FindingSource.Anomaly, rule, endpoint, AlertSeverity.Page, ["premium"], false, OpenedAt - 60_000, OpenedAt,
            OpenedAt, ended, ended is null ? null : "recovered", false, [], $"{endpoint} is slow.", "team-a", "https://wiki.example.org/runbook"));

    public static IncidentReport Incident(string id, AlertSeverity severity = AlertSeverity.Page, IncidentState state = IncidentState.Open) => new(
        id, 1, state, severity, $"{id} is slow.", Start, Start, state == IncidentState.Open ? null : Start, ["/" + id], ["*"], [], ["team-" + id], [], null, [], false, 1, [], "/api/v1/series");

    public static Notification Notification(long number, string incident, NotificationType type = NotificationType.Opened) =>
        new(number, type, Start, Incident(incident, state: type == NotificationType.Resolved ? IncidentState.Resolved : IncidentState.Open));

    private static FindingCause CauseOf(string name, double observed, double? expected, double? limit) => new(
        name, name == "json.dumps" ? "operation_calls" : name, name == "json.dumps" ? name : null, name == "json.dumps" ? "function" : null, "premium", observed, expected, limit,
        name == "json.dumps" ? "calls/event" : "ms", 0.9, 0, 120_000, false, ["0123456789abcdef0123456789abcdef"]);
}
