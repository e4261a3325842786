using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Tests;

/// <summary>Findings, incidents and messages that nothing gave cause for: findings as endpoints report them.</summary>
internal static partial class MadeUp
{
    public static Finding Anomaly(string id, string endpoint, long at, params FindingCause[] causes) => new(
        id, FindingSource.Anomaly, string.Empty, endpoint, AlertSeverity.Page, ["premium"], false, at - 20_000, at, at, null, null, false,
        causes.Length > 0 ? causes : [Calls("json.dumps", 847, 3)], $"`{endpoint}`: {(causes.Length > 0 ? causes[0].Name : "json.dumps")} is not as usual.", null, null);

    public static Finding Budget(string id, string endpoint, long at, string operation = "json.dumps") => new(
        id, FindingSource.Budget, "calls-per-event", endpoint, AlertSeverity.Ticket, ["premium"], false, at - 10_000, at, at, null, null, false,
        [Calls(operation, 847, null) with { Limit = 100, Share = 0.7, ExtraMs = 0 }], $"`{endpoint}`: `{operation}` 847 calls, budget allows 100.", "team-a", "https://runbooks/calls");

    public static Finding NoData(string id, string endpoint, long at) =>
        Anomaly(id, endpoint, at, new FindingCause("rate", "rate", null, null, "*", 0, 12, null, "calls/s", 0, 0, 0, false, [])) with { Source = FindingSource.NoData };

    public static FindingCause Calls(string operation, double observed, double? expected) =>
        new(operation, "operation_calls", operation, "function", "premium", observed, expected, null, "calls/event", 0.9, 0, 500, false, []);

    public static FindingCause Time(string operation, double observed, double expected) =>
        new(operation, "operation_time", operation, "dependency", "premium", observed, expected, null, "ms/call", 0.9, 0, 500, false, []);

    public static FindingCause Symptom(string feature = "duration_p99") =>
        new(feature, feature, null, null, "premium", 8_000, 200, null, "ms", 0, 0, 0, false, []);

    public static Finding Over(this Finding finding, long at) => finding with { Last = at, Ended = at, End = "recovered" };
}
