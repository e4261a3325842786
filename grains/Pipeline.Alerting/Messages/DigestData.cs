using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Messages;

/// <summary>What a digest tells: the latest state of several incidents.</summary>
internal sealed record DigestData(
    int Version, AlertSeverity? Severity, string Sentence, bool Delayed, int IncidentCount, int OpenCount, IReadOnlyList<DigestIncident> Incidents, string? Link, bool Truncated);
