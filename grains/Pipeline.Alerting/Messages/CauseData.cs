namespace Pipeline.Alerting.Messages;

/// <summary>What a message tells of a cause. A figure that is no number is left out.</summary>
internal sealed record CauseData(
    string Name,
    string Feature,
    string? Operation,
    string? Kind,
    string Endpoint,
    int EndpointCount,
    string Segment,
    string? Budget,
    double? Observed,
    double? Expected,
    double? Limit,
    double? Ratio,
    string Unit,
    double? Share,
    double? ExtraFailures,
    double? ExtraMs,
    bool New,
    IReadOnlyList<string> TraceIds);
