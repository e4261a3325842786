namespace Pipeline.Alerting.Messages;

/// <summary>The envelope of every message, as Standard Webhooks advises.</summary>
/// <param name="Type">What has happened, for instance <c>incident.opened</c>.</param>
/// <param name="Timestamp">When, RFC 3339.</param>
/// <param name="Data">The rest.</param>
internal sealed record Message<TData>(string Type, string Timestamp, TData Data);
