using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>Where an alert is in its life.</summary>
[JsonConverter(typeof(WordConverter<AlertState>))]
public enum AlertState
{
    /// <summary>It must show for a while before anybody is told.</summary>
    Pending = 1,

    /// <summary>It goes on.</summary>
    Firing = 2,

    /// <summary>It is over.</summary>
    Resolved = 3,

    /// <summary>Nothing was heard of it for a day: whether it goes on is not known.</summary>
    Stale = 4,

    /// <summary>It was over, or long past, before anybody could be told: nobody was.</summary>
    Historic = 5,
}
