using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Messages;

/// <summary>What a digest tells of an incident.</summary>
internal sealed record DigestIncident(
    string Id,
    long Number,
    string Type,
    string At,
    IncidentState State,
    AlertSeverity Severity,
    string Sentence,
    string Since,
    string? Opened,
    string? Ended,
    int EndpointCount,
    string? Cause,
    LinksData Links);
