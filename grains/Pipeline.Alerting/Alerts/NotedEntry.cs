namespace Pipeline.Alerting.Alerts;

/// <summary>Something was written down about an incident.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Text">What.</param>
public sealed record NotedEntry(string Incident, string Text);
