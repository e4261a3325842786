namespace Pipeline.Protocol.Queries;

/// <summary>How an endpoint is watched, and who says so.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="IsOwn">Whether somebody has chosen them for this endpoint; if not, they are what is configured for all.</param>
/// <param name="Settings">How.</param>
public sealed record DetectionSettingsReport(string Endpoint, bool IsOwn, DetectionSettings Settings);
