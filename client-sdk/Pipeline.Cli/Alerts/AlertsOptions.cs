using Pipeline.Client.Queries;

namespace Pipeline.Cli.Alerts;

/// <summary>What <c>alerts</c> shows.</summary>
/// <param name="Question">Which incidents.</param>
/// <param name="Incident">This one only, whole; null for the list.</param>
/// <param name="IsJson">As JSON on one line.</param>
internal sealed record AlertsOptions(AlertQuestion Question, string? Incident, bool IsJson);
