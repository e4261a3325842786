namespace Pipeline.Protocol.Queries;

/// <summary>Two segments or two periods of one endpoint: the body of <c>GET /api/v1/compare</c>.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="AsOf">Its latest event, Unix ms; null before the first.</param>
/// <param name="Summary">What was found, in one sentence.</param>
/// <param name="A">What the first side covers.</param>
/// <param name="B">What the second side covers.</param>
/// <param name="DurationMs">Mean duration per event; null unless both sides know it.</param>
/// <param name="CallsPerEvent">Calls of all operations together per event.</param>
/// <param name="Basis">What the operations' shares are parts of: <c>time</c> (mean duration) or <c>calls</c> (calls per event).</param>
/// <param name="Operations">Operations of either side, the one that makes most of the difference first.</param>
/// <param name="Resources">Resources that both sides report, by their field names.</param>
public sealed record ComparisonReport(
    string Endpoint,
    long? AsOf,
    string Summary,
    ComparedSideReport A,
    ComparedSideReport B,
    RatioReport? DurationMs,
    RatioReport CallsPerEvent,
    string Basis,
    IReadOnlyList<ComparedOperationReport> Operations,
    IReadOnlyDictionary<string, ComparedResourceReport> Resources);
