using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>What has found something.</summary>
[JsonConverter(typeof(WordConverter<FindingSource>))]
public enum FindingSource
{
    /// <summary>Detection: it was not as usual.</summary>
    Anomaly = 1,

    /// <summary>A budget that somebody has set was broken.</summary>
    Budget = 2,

    /// <summary>An endpoint or a source that normally sends has fallen silent.</summary>
    NoData = 3,

    /// <summary>A webhook's target takes nothing any more.</summary>
    Webhook = 4,
}
