using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>How soon somebody must look.</summary>
[JsonConverter(typeof(WordConverter<AlertSeverity>))]
public enum AlertSeverity
{
    /// <summary>On a working day.</summary>
    Ticket = 1,

    /// <summary>Now, also at night.</summary>
    Page = 2,
}
