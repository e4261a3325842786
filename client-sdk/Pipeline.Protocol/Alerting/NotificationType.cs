using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>What has become of an incident, so that somebody is to be told. In messages the word follows <c>incident.</c>.</summary>
[JsonConverter(typeof(WordConverter<NotificationType>))]
public enum NotificationType
{
    /// <summary>It has begun.</summary>
    Opened = 1,

    /// <summary>It has spread, or become more severe.</summary>
    Updated = 2,

    /// <summary>It goes on, and nobody looks after it.</summary>
    Reminded = 3,

    /// <summary>Somebody looks after it.</summary>
    Acknowledged = 4,

    /// <summary>It is over.</summary>
    Resolved = 5,

    /// <summary>Nothing was heard of it for a day.</summary>
    Stale = 6,
}
