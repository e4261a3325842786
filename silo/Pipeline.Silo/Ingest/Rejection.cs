namespace Pipeline.Silo.Ingest;

/// <summary>One thing of a request that was not counted, and why.</summary>
/// <param name="Reason">A stable word, or a sentence where the input itself is wrong.</param>
/// <param name="Line">The line, from 1; null for a binary batch.</param>
/// <param name="Endpoint">The endpoint; null where the line could not be read that far.</param>
/// <param name="Event">The event's place in its section, from 0; null where something else is meant.</param>
/// <param name="Tally">The tally's place in its section, from 0; null where something else is meant.</param>
internal sealed record Rejection(string Reason, int? Line = null, string? Endpoint = null, int? Event = null, int? Tally = null);
