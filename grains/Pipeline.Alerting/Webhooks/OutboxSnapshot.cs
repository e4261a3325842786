using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>An outbox after some entry: saves the replay of those before it.</summary>
internal sealed record OutboxSnapshot(
    int V,
    OutboxStanding Standing,
    IReadOnlyList<OutboxMessage> Pending,
    IReadOnlyList<OutboxMessage> Dead,
    IReadOnlyList<OutboxMessage> History,
    IReadOnlyList<long> Recent,
    IReadOnlyList<IncidentReport> Incidents,
    IReadOnlyList<NumberedFinding> Findings);
