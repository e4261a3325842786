using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>What has become of a message.</summary>
[JsonConverter(typeof(WordConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>It is sent, or sent again, as soon as it may be.</summary>
    Pending = 1,

    /// <summary>The target has taken it.</summary>
    Delivered = 2,

    /// <summary>It was given up.</summary>
    Dead = 3,

    /// <summary>A later one of the same incident, or a digest, stands for it.</summary>
    Superseded = 4,
}
