using Pipeline.Protocol.Alerting;

namespace Pipeline.Client.Queries;

/// <summary>In which range of time, and of which endpoints and budgets, it is asked what broke.</summary>
public sealed record BudgetCheckQuestion
{
    /// <summary>Start of the range, Unix ms; null for ten minutes before its end.</summary>
    public long? FromUnixMs { get; init; }

    /// <summary>End of the range, exclusive, Unix ms; null for now.</summary>
    public long? ToUnixMs { get; init; }

    /// <summary>An endpoint, or a pattern with *; null for all.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Of budgets of this severity only; null for all.</summary>
    public AlertSeverity? Severity { get; init; }
}
