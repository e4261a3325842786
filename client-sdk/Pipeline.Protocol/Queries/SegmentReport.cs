using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Queries;

/// <summary>One segment of an endpoint, short.</summary>
/// <param name="Events">Events recorded.</param>
/// <param name="Count">Calls, exact or estimated as in <see cref="EndpointReport"/>.</param>
/// <param name="CountStandardError">Standard error of <paramref name="Count"/>.</param>
/// <param name="Errors">Calls that failed.</param>
/// <param name="DurationMs">How long calls took; null if no event says.</param>
/// <param name="Operations">The first few operations: most time first, then most calls.</param>
public sealed record SegmentReport(
    long Events,
    double Count,
    [property: JsonPropertyName("count_stderr")] double CountStandardError,
    double Errors,
    DurationReport? DurationMs,
    IReadOnlyList<OperationReport> Operations)
{
    /// <summary>Standard error of <see cref="Errors"/> by sampling; 0 where they are exact.</summary>
    [JsonPropertyName("errors_stderr")]
    public double ErrorsStandardError { get; init; }

    /// <summary>What clients dropped in the range, by cause; empty if nothing.</summary>
    public IReadOnlyList<DropReport> Dropped { get; init; } = [];
}
