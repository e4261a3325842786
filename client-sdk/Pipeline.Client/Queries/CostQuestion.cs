using System.Globalization;

namespace Pipeline.Client.Queries;

/// <summary>What is asked about an endpoint's cost.</summary>
/// <param name="Endpoint">The endpoint.</param>
public sealed record CostQuestion(string Endpoint)
{
    /// <summary>Which part of the endpoint's event time; the last five minutes by default.</summary>
    public TimeRange Range { get; init; }

    /// <summary>Start of what to compare with, inclusive; with <see cref="ReferenceTo"/>. Null, both: as much as the range covers, just before it.</summary>
    public DateTimeOffset? ReferenceFrom { get; init; }

    /// <summary>End of what to compare with, exclusive.</summary>
    public DateTimeOffset? ReferenceTo { get; init; }

    /// <summary>Of this segment only; null for all together.</summary>
    public string? Segment { get; init; }

    /// <summary>Which operations come first.</summary>
    public CostSort Sort { get; init; }

    /// <summary>Operations in the answer, 1 to 256. Default 20.</summary>
    public int Limit { get; init; } = 20;

    internal void AddTo(QueryString query)
    {
        query.Add("name", Endpoint);
        Range.AddTo(query);
        query.Add("reference_from", ReferenceFrom?.ToUnixTimeMilliseconds());
        query.Add("reference_to", ReferenceTo?.ToUnixTimeMilliseconds());
        query.Add("segment", Segment);
        query.Add("sort", Sort.ToString().ToLower(CultureInfo.InvariantCulture));
        query.Add("limit", Limit);
    }
}
