using System.Text.Json.Serialization;

namespace Pipeline.Alerting.Messages;

/// <summary>An alert as <c>POST /api/v2/alerts</c> of Prometheus Alertmanager takes it.</summary>
internal sealed record AlertmanagerAlert(
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    [property: JsonPropertyName("startsAt")] string StartsAt,
    [property: JsonPropertyName("endsAt")] string EndsAt,
    [property: JsonPropertyName("generatorURL")] string? GeneratorUrl);
