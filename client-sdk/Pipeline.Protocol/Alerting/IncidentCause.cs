namespace Pipeline.Protocol.Alerting;

/// <summary>What explains an incident: of all causes with one name the strongest, and where else it shows.</summary>
/// <param name="Name">What to look at: an operation, an endpoint, or a feature of the calls.</param>
/// <param name="Endpoint">The endpoint whose finding says so.</param>
/// <param name="Endpoints">On how many endpoints of the incident it is a cause.</param>
/// <param name="Budget">The broken budget that speaks of it; null if none does.</param>
/// <param name="Cause">The figures.</param>
public sealed record IncidentCause(string Name, string Endpoint, int Endpoints, string? Budget, FindingCause Cause);
