using Pipeline.Detection.Anomalies;

namespace Pipeline.Detection.Incidents;

/// <summary>Anomalies of endpoints that hang together, raised in the same window or the next one. Immutable.</summary>
public sealed record AnomalyGroup
{
    /// <summary>Its anomalies in the order in which they were raised; at least one.</summary>
    public required IReadOnlyList<Anomaly> Anomalies { get; init; }

    /// <summary>End of the window that gave the first of them away, Unix ms.</summary>
    public required long RaisedUnixMs { get; init; }

    /// <summary>Start of the first window that was not as usual in any of them, Unix ms.</summary>
    public required long SinceUnixMs { get; init; }

    /// <summary>What explains it, the most important first, as far as it could be told when it was raised; each name once.</summary>
    public required IReadOnlyList<GroupCause> FirstCauses { get; init; }

    /// <summary>The same of all its anomalies.</summary>
    public required IReadOnlyList<GroupCause> Causes { get; init; }
}
