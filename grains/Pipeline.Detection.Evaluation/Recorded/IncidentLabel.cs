namespace Pipeline.Detection.Evaluation.Recorded;

/// <summary>An incident that is known to be in a recording.</summary>
/// <param name="FromUnixMs">Start of its first window, Unix ms.</param>
/// <param name="ToUnixMs">End of its last window, exclusive.</param>
/// <param name="Endpoint">Where it hurt.</param>
/// <param name="Metric">What hurt there.</param>
/// <param name="Cause">The endpoint or operation to be named.</param>
public sealed record IncidentLabel(long FromUnixMs, long ToUnixMs, string Endpoint, string Metric, string Cause);
