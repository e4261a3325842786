using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Queries;

/// <summary>A window of one segment of an endpoint as it closed: the data of a <c>window</c> event of <c>GET /api/v1/stream</c>.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Segment">The segment.</param>
/// <param name="From">Start, Unix ms, inclusive.</param>
/// <param name="To">End, Unix ms, exclusive.</param>
/// <param name="Count">Calls: exact where tallied or unsampled, otherwise an estimate.</param>
/// <param name="CountStandardError">Standard error of <paramref name="Count"/> by sampling; 0 where it is exact.</param>
/// <param name="Errors">Calls that failed, counted in the same way.</param>
/// <param name="DurationMs">How long calls took; null if no event says.</param>
/// <param name="Operations">What calls did most often, most calls first; at most ten.</param>
public sealed record WindowReport(
    string Endpoint,
    string Segment,
    long From,
    long To,
    double Count,
    [property: JsonPropertyName("count_stderr")] double CountStandardError,
    double Errors,
    DurationReport? DurationMs,
    IReadOnlyList<OperationCallsReport> Operations);
