namespace Pipeline.Cli.Bench.Alerts;

/// <summary>What a message says of one incident.</summary>
/// <param name="Incident">Its id.</param>
/// <param name="Number">Of the transition.</param>
/// <param name="Type">For instance <c>incident.opened</c>.</param>
/// <param name="State">For instance <c>open</c>.</param>
/// <param name="AtUnixMs">When it happened.</param>
/// <param name="EndpointCount">Endpoints in it.</param>
/// <param name="Cause">The first cause; empty if none is known.</param>
internal sealed record ToldState(string Incident, long Number, string Type, string State, long AtUnixMs, int EndpointCount, string Cause);
