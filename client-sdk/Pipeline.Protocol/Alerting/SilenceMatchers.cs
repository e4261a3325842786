namespace Pipeline.Protocol.Alerting;

/// <summary>Which alerts a silence holds back: those that fit everything that is given. In names <c>*</c> stands for any characters.</summary>
/// <param name="Endpoint">The endpoint's name, or a pattern; null for any.</param>
/// <param name="Segment">A segment: all segments of the alert fit it; null for any.</param>
/// <param name="Cause">The name of the first cause; null for any.</param>
/// <param name="Rule">The budget; null for any, and for anomalies.</param>
/// <param name="Source">What has found it; null for any.</param>
/// <param name="Severity">Its severity; null for any.</param>
/// <param name="Owner">Its owner; null for any.</param>
public sealed record SilenceMatchers(
    string? Endpoint = null,
    string? Segment = null,
    string? Cause = null,
    string? Rule = null,
    FindingSource? Source = null,
    AlertSeverity? Severity = null,
    string? Owner = null);
