namespace Pipeline.Protocol.Queries;

/// <summary>The body of <c>POST /api/v1/backtest</c>.</summary>
public sealed record BacktestRequest
{
    /// <summary>Names of endpoints, or patterns in which * stands for any characters; null for all.</summary>
    public IReadOnlyList<string>? Endpoints { get; init; }

    /// <summary>Only anomalies raised at or after this, Unix ms; null for as far back as the log goes.</summary>
    public long? From { get; init; }

    /// <summary>Only anomalies raised before this, Unix ms; null up to now.</summary>
    public long? To { get; init; }

    /// <summary>What the detector is to do otherwise; null for nothing.</summary>
    public DetectionOptionsChange? Options { get; init; }
}
