using System.Text.Json.Serialization;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Alerting.Webhooks;

/// <summary>What an attempt means for its message.</summary>
[JsonConverter(typeof(WordConverter<AttemptOutcome>))]
public enum AttemptOutcome
{
    /// <summary>The target has it.</summary>
    Delivered = 1,

    /// <summary>It is sent again.</summary>
    Failed = 2,

    /// <summary>It is not sent again by itself.</summary>
    GivenUp = 3,

    /// <summary>The target wants nothing any more (410): everything that waits is given up.</summary>
    Gone = 4,
}
