namespace Pipeline.Client.Queries;

/// <summary>Which events of the log are wanted.</summary>
/// <param name="Endpoint">Of this endpoint.</param>
public sealed record EventsQuestion(string Endpoint)
{
    /// <summary>Of this segment only; null for all.</summary>
    public string? Segment { get; init; }

    /// <summary>Events that ended at or after this; null for as far back as the log goes.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Events that ended before this; null for all that are there.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Events asked for at a time, 1 to 1,000. Default 1,000.</summary>
    public int PageSize { get; init; } = 1_000;
}
