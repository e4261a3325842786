using Pipeline.Protocol.Alerting;

namespace Pipeline.Client.Queries;

/// <summary>Which alerts or incidents are asked for; all that are kept by default, the latest first.</summary>
public sealed record AlertQuestion
{
    /// <summary>An endpoint, or a pattern in which <c>*</c> stands for any characters; null for any.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Those that show in this segment only; null for any.</summary>
    public string? Segment { get; init; }

    /// <summary>Those of this severity only; null for any.</summary>
    public AlertSeverity? Severity { get; init; }

    /// <summary>True for those that go on, false for those that are over; null for both.</summary>
    public bool? IsOpen { get; init; }

    /// <summary>True for those that were long past when they were found, false for the others; null for both.</summary>
    public bool? IsHistoric { get; init; }

    /// <summary>Those that went on at this time or later; null for any.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those that began before this time; null for any.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Those of a page, 1 to 1,000. Default 100.</summary>
    public int PageSize { get; init; } = 100;

    internal void AddTo(QueryString query, string? cursor)
    {
        query.Add("endpoint", Endpoint);
        query.Add("segment", Segment);
        query.Add("severity", Severity);
        query.Add("open", Text(IsOpen));
        query.Add("historic", Text(IsHistoric));
        query.Add("from", From?.ToUnixTimeMilliseconds());
        query.Add("to", To?.ToUnixTimeMilliseconds());
        query.Add("limit", PageSize);
        query.Add("cursor", cursor);
    }

    private static string? Text(bool? value) => value is { } known ? known ? "true" : "false" : null;
}
