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
    IReadOnlyList<NumberedFinding> Findings)
{
    /// <summary>Of incidents with something that was given up, and of which something later was delivered since: the number of that.</summary>
    public IReadOnlyDictionary<string, long>? Overtaken { get; init; }
}
