using System.Text.Json.Serialization;

namespace Pipeline.Cli.Bench.Alerts;

/// <summary>The figures of one <c>bench alerts</c>; parts that did not run are left out.</summary>
internal sealed record AlertsBenchResult(
    string Bench, StormResult? Storm, TargetsResult? Targets, OutageAlertsResult? Outage, AlertmanagerResult? Alertmanager);

/// <summary>Its form on one line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertsBenchResult))]
internal sealed partial class AlertsJsonContext : JsonSerializerContext;
