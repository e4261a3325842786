namespace Pipeline.Alerting.Messages;

/// <summary>Absolute URLs: the incident, and the query that shows the figures behind it.</summary>
internal sealed record LinksData(string? Incident, string? Query);
