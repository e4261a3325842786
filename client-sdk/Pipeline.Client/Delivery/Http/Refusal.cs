namespace Pipeline.Client.Delivery.Http;

/// <summary>An event or tally that the silo did not take, while its neighbours were.</summary>
/// <param name="Endpoint">The section it stood in; empty where the silo names a line instead.</param>
/// <param name="Index">
/// Place among the events, or among the tallies, of its section, or its line in an NDJSON body; -1 where the silo names none of them.
/// </param>
/// <param name="Reason">The silo's words.</param>
/// <param name="IsTally">Whether <paramref name="Index"/> is a place among the tallies.</param>
internal readonly record struct Refusal(string Endpoint, long Index, string Reason, bool IsTally = false);
