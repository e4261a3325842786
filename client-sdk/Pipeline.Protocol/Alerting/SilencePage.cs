namespace Pipeline.Protocol.Alerting;

/// <summary>All silences that are not forgotten: the body of <c>GET /api/v1/silences</c>.</summary>
/// <param name="Silences">Those that are or will be active first, then the latest first. At most 1,000.</param>
/// <param name="AsOf">When it was answered, Unix ms.</param>
public sealed record SilencePage(IReadOnlyList<SilenceReport> Silences, long AsOf);
