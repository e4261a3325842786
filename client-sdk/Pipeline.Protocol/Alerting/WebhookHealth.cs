using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>How a webhook's target fares.</summary>
[JsonConverter(typeof(WordConverter<WebhookHealth>))]
public enum WebhookHealth
{
    /// <summary>Nothing was sent yet, or what was sent last was taken.</summary>
    Healthy = 1,

    /// <summary>What was sent last was not taken; it is sent again.</summary>
    Failing = 2,

    /// <summary>A message was given up.</summary>
    Dead = 3,

    /// <summary>Nothing is sent.</summary>
    Disabled = 4,
}
