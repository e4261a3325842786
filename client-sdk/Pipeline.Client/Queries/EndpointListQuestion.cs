namespace Pipeline.Client.Queries;

/// <summary>Which page of endpoints is wanted, in which order.</summary>
public sealed record EndpointListQuestion
{
    /// <summary>What they are ordered by; endpoints without the figure come last, equal ones by name.</summary>
    public EndpointSort Sort { get; init; }

    /// <summary>True for the largest first, false for the smallest; null for what the sort is usually wanted in.</summary>
    public bool? IsDescending { get; init; }

    /// <summary>Endpoints of a page, 1 to 10,000. Default 100.</summary>
    public int PageSize { get; init; } = 100;

    internal void AddTo(QueryString query, string? cursor)
    {
        query.Add("sort", Sort == EndpointSort.DbQueries ? "db_queries" : Sort.ToString().ToLowerInvariant());
        query.Add("order", IsDescending is { } isDescending ? isDescending ? "desc" : "asc" : null);
        query.Add("limit", PageSize);
        query.Add("cursor", cursor);
    }
}
