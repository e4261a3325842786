namespace Pipeline.Protocol.Alerting;

/// <summary>A limit that somebody has set. In names <c>*</c> stands for any characters.</summary>
/// <param name="Name">Unique; 1 to 64 of a-z, 0-9, <c>-</c>, <c>_</c>, <c>.</c>.</param>
/// <param name="Metric">What is limited.</param>
/// <param name="Scope">Whether the worst event is judged or the window.</param>
/// <param name="Limit">Above this it is broken; in the metric's unit.</param>
/// <param name="Endpoint">For which endpoints; default <c>*</c>.</param>
/// <param name="Segment">For which segments, each judged by itself; default <c>*</c>.</param>
/// <param name="Operation">Of which operations, for those metrics that are of one; default <c>*</c>.</param>
/// <param name="OperationKind"><c>function</c>, <c>dependency</c> or <c>io</c>; null for any.</param>
/// <param name="Percentile">For <see cref="BudgetMetric.Duration"/> of a window: 50, 90, 95 or 99. Else null.</param>
/// <param name="WindowSeconds">Width of the windows that are judged: 10, 60 or 3,600. Default 10.</param>
/// <param name="CallsMin">Calls that a window must hold to be judged, where the window is judged; default 5.</param>
/// <param name="For">Windows in a row that must break it; default 1, at most 60.</param>
/// <param name="Severity">How soon somebody must look; default ticket.</param>
/// <param name="Owner">Who looks after it.</param>
/// <param name="Runbook">What to do, an absolute http or https URL.</param>
/// <param name="IsEnabled">Whether it is judged; default true.</param>
public sealed record Budget(
    string Name,
    BudgetMetric Metric,
    BudgetScope Scope,
    double Limit,
    string Endpoint = "*",
    string Segment = "*",
    string Operation = "*",
    string? OperationKind = null,
    int? Percentile = null,
    int WindowSeconds = 10,
    int CallsMin = 5,
    int For = 1,
    AlertSeverity Severity = AlertSeverity.Ticket,
    string? Owner = null,
    string? Runbook = null,
    bool IsEnabled = true);
