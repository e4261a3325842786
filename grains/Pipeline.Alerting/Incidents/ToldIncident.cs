using System.Text.Json.Serialization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Incidents;

/// <summary>What people were told of an incident last.</summary>
/// <param name="At">When, Unix ms.</param>
/// <param name="Endpoints">Of how many endpoints.</param>
/// <param name="Severity">How severe.</param>
/// <param name="HaveCallsStopped">Whether that calls have stopped meanwhile; snapshots have it by another name.</param>
internal sealed record ToldIncident(long At, int Endpoints, AlertSeverity Severity, [property: JsonPropertyName("is_silent")] bool HaveCallsStopped);
