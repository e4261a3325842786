using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Queries;

/// <summary>One endpoint in a list: the last five minutes of its own time, as the catalog heard of them last.</summary>
/// <param name="Name">The endpoint.</param>
/// <param name="AsOf">Its latest event, Unix ms; null before the first.</param>
/// <param name="From">Start of the range covered, Unix ms, inclusive; null if it covers nothing.</param>
/// <param name="To">End of the range covered, Unix ms, exclusive; null if it covers nothing.</param>
/// <param name="Events">Events recorded; one may stand for many calls.</param>
/// <param name="Count">Calls: exact where tallied or unsampled, otherwise an estimate.</param>
/// <param name="CountStandardError">Standard error of <paramref name="Count"/>; 0 where it is exact.</param>
/// <param name="Errors">Calls that failed.</param>
/// <param name="Rate">Calls per second of the range.</param>
/// <param name="DurationMs">How long calls took; null if no event says.</param>
/// <param name="CpuMs">Mean CPU time per call, ms; null if no event says.</param>
/// <param name="DbQueries">Mean database queries per call; null if no event says.</param>
/// <param name="TimeMsPerS">Time of all calls together per second, ms: rate times mean duration; null if no event says.</param>
/// <param name="Segments">Names of the segments the endpoint has seen.</param>
public sealed record EndpointSummaryReport(
    string Name,
    long? AsOf,
    long? From,
    long? To,
    long Events,
    double Count,
    [property: JsonPropertyName("count_stderr")] double CountStandardError,
    double Errors,
    double Rate,
    SummaryDurationReport? DurationMs,
    double? CpuMs,
    double? DbQueries,
    double? TimeMsPerS,
    IReadOnlyList<string> Segments)
{
    /// <summary>An endpoint of which nothing is known yet but its name.</summary>
    public static EndpointSummaryReport Unknown(string name) => new(name, null, null, null, 0, 0, 0, 0, 0, null, null, null, null, []);
}
