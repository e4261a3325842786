using System.Text.Json.Serialization;

namespace Pipeline.Protocol.Alerting;

/// <summary>Where an incident is in its life.</summary>
[JsonConverter(typeof(WordConverter<IncidentState>))]
public enum IncidentState
{
    /// <summary>None of its alerts has fired yet.</summary>
    Pending = 1,

    /// <summary>One of its alerts fires at least.</summary>
    Open = 2,

    /// <summary>All of its alerts are over.</summary>
    Resolved = 3,

    /// <summary>Nothing was heard of its alerts for a day.</summary>
    Stale = 4,

    /// <summary>It was long past when it was found: nobody was told.</summary>
    Historic = 5,
}
