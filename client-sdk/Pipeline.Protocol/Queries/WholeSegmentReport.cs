using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Queries;

/// <summary>The aggregates of one segment over all endpoints: the body of <c>GET /api/v1/segments/{name}</c>.</summary>
/// <param name="Name">The segment.</param>
/// <param name="From">Start of the range covered, Unix ms, inclusive; null if it covers nothing.</param>
/// <param name="To">End of the range covered, Unix ms, exclusive; null if it covers nothing.</param>
/// <param name="AsOf">
/// End of the latest window taken in, Unix ms, inclusive; null before the first. What endpoints hold in windows still open is not here yet.
/// </param>
/// <param name="Events">Events recorded; one may stand for many calls.</param>
/// <param name="Count">Calls: exact where tallied or unsampled, otherwise an estimate.</param>
/// <param name="CountStandardError">Standard error of <paramref name="Count"/> by sampling; 0 where it is exact.</param>
/// <param name="Errors">Calls that failed, counted in the same way.</param>
/// <param name="DurationMs">How long calls took; null if no event says.</param>
/// <param name="Resources">What calls used, by the resource's field name in NDJSON.</param>
/// <param name="Operations">What calls did, most time first, then most calls.</param>
/// <param name="Values">Business values by name.</param>
/// <param name="Exemplars">The slowest events, slowest first; at most three.</param>
/// <param name="Late">Events that came after their window had been published, since the segment began.</param>
/// <param name="Overflow">What found no place under its own name since the segment began and was counted as <c>__other__</c>.</param>
/// <param name="Endpoints">How many endpoints have published to it.</param>
/// <param name="Pending">What they have published and the segment has not taken in yet.</param>
/// <param name="Incomplete">True if something is known to be missing for good; null otherwise.</param>
public sealed record WholeSegmentReport(
    string Name,
    long? From,
    long? To,
    long? AsOf,
    long Events,
    double Count,
    [property: JsonPropertyName("count_stderr")] double CountStandardError,
    double Errors,
    DurationReport? DurationMs,
    IReadOnlyDictionary<string, ResourceReport> Resources,
    IReadOnlyList<OperationReport> Operations,
    IReadOnlyDictionary<string, ValueReport> Values,
    IReadOnlyList<ExemplarReport> Exemplars,
    long Late,
    OverflowReport Overflow,
    int Endpoints,
    PendingReport Pending,
    bool? Incomplete)
{
    /// <summary>Standard error of <see cref="Errors"/> by sampling; 0 where they are exact.</summary>
    [JsonPropertyName("errors_stderr")]
    public double ErrorsStandardError { get; init; }

    /// <summary>What clients dropped in the range, by cause; empty if nothing.</summary>
    public IReadOnlyList<DropReport> Dropped { get; init; } = [];
}
