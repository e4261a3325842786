using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>What a webhook's target is sent.</summary>
[JsonConverter(typeof(WordConverter<WebhookPayload>))]
public enum WebhookPayload
{
    /// <summary>A message for each transition of an incident, signed as Standard Webhooks 1.0 says.</summary>
    Pipeline = 1,

    /// <summary>Alerts as the API v2 of Prometheus Alertmanager takes them, again every minute while they fire.</summary>
    Alertmanager = 2,

    /// <summary>Nothing but a sign of life, for a watchdog outside.</summary>
    Heartbeat = 3,
}
