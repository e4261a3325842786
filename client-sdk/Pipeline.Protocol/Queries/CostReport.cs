namespace Pipeline.Protocol.Queries;

/// <summary>What the time of an endpoint is spent on: the body of <c>GET /api/v1/endpoints/{name}/cost</c>.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Segment">The segment; null for all of them.</param>
/// <param name="AsOf">The endpoint's latest event, Unix ms; null before the first.</param>
/// <param name="Summary">What was found, in one sentence.</param>
/// <param name="Basis">
/// In which time operations are counted: <c>self_time</c>, <c>time</c> (they may overlap), <c>mixed</c> (each says which), or <c>calls</c> where
/// no time of any is known.
/// </param>
/// <param name="Now">The period asked about.</param>
/// <param name="Reference">What it is compared with; null where <paramref name="ReferenceMissing"/> says why.</param>
/// <param name="ReferenceMissing">Why nothing is said of what was added; null otherwise.</param>
/// <param name="OverlapMs">Event time that is in both periods, ms; null if none is.</param>
/// <param name="AddedMsPerS">Time of the endpoint's calls added since the reference, ms per second; null where either period does not know it.</param>
/// <param name="Operations">Operations of either period, in the order asked for; those without time come last.</param>
/// <param name="Others">Those that found no place in the answer; null if all did.</param>
/// <param name="Resources">What calls used: times first, the larger first.</param>
public sealed record CostReport(
    string Endpoint,
    string? Segment,
    long? AsOf,
    string Summary,
    string Basis,
    CostPeriodReport Now,
    CostPeriodReport? Reference,
    string? ReferenceMissing,
    long? OverlapMs,
    CostAddedReport? AddedMsPerS,
    IReadOnlyList<CostOperationReport> Operations,
    CostOthersReport? Others,
    IReadOnlyList<CostResourceReport> Resources);
