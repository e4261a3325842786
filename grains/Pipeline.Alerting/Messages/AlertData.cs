using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Messages;

/// <summary>What a message tells of an alert: where, by what, and when (RFC 3339).</summary>
internal sealed record AlertData(
    string Id, AlertState State, AlertSeverity Severity, FindingSource Source,
    string? Rule, string? Endpoint, string Began, string? Fired, string? Ended);
