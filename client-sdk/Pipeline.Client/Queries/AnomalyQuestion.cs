using System.Globalization;

namespace Pipeline.Client.Queries;

/// <summary>Which anomalies are asked for; all that are kept by default, the newest first.</summary>
public sealed record AnomalyQuestion
{
    /// <summary>An endpoint, or a pattern in which <c>*</c> stands for any characters; null for all endpoints.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Those that show in this segment only; null for any.</summary>
    public string? Segment { get; init; }

    /// <summary>Those that went on at this time or later; null for any.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those that began before this time; null for any.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>By whether somebody must look.</summary>
    public AnomalySeverities Severity { get; init; }

    /// <summary>True for those that go on, false for those that are over; null for both.</summary>
    public bool? IsOpen { get; init; }

    /// <summary>Anomalies of a page, 1 to 1,000. Default 100.</summary>
    public int PageSize { get; init; } = 100;

    internal void AddTo(QueryString query, string? cursor)
    {
        query.Add("endpoint", Endpoint);
        query.Add("segment", Segment);
        query.Add("from", From?.ToUnixTimeMilliseconds());
        query.Add("to", To?.ToUnixTimeMilliseconds());
        query.Add("severity", Severity == AnomalySeverities.All ? null : Severity.ToString().ToLower(CultureInfo.InvariantCulture));
        query.Add("open", IsOpen is { } isOpen ? isOpen ? "true" : "false" : null);
        query.Add("limit", PageSize);
        query.Add("cursor", cursor);
    }
}
