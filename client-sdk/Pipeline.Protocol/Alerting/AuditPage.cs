namespace Pipeline.Protocol.Alerting;

/// <summary>The latest changes: the body of <c>GET /api/v1/audit</c>.</summary>
/// <param name="Changes">The latest first.</param>
/// <param name="AsOf">When it was answered, Unix ms.</param>
public sealed record AuditPage(IReadOnlyList<AuditRecord> Changes, long AsOf);
