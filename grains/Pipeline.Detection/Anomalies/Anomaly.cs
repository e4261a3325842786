namespace Pipeline.Detection.Anomalies;

/// <summary>A finding: something of an endpoint that was not as usual, from its first window to its last.</summary>
/// <remarks>Immutable. The same entries of a stream give the same anomalies, bit for bit.</remarks>
public sealed record Anomaly
{
    /// <summary>Unique in the installation: a hash of the endpoint and the start of the window that gave it away, 16 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required string Endpoint { get; init; }

    public required AnomalySeverity Severity { get; init; }

    public required AnomalyTier Tier { get; init; }

    /// <summary>The segments in which it shows, the worst first; at least one.</summary>
    public required IReadOnlyList<string> Segments { get; init; }

    /// <summary>Whether every segment that has calls shows it.</summary>
    public required bool IsEverySegment { get; init; }

    /// <summary>Start of the first window that was not as usual, Unix ms.</summary>
    public required long SinceUnixMs { get; init; }

    /// <summary>Start of the window that gave it away, Unix ms.</summary>
    public required long WindowStartUnixMs { get; init; }

    /// <summary>That window's width, ms; of a sparse endpoint as many short windows as held enough.</summary>
    public required long WindowWidthMs { get; init; }

    /// <summary>End of the last window that was not as usual, Unix ms.</summary>
    public required long LastUnixMs { get; init; }

    /// <summary>When it was over, Unix ms; null while it goes on.</summary>
    public long? EndedUnixMs { get; init; }

    public AnomalyEnd End { get; init; }

    /// <summary>Surprise of the window that gave it away, over all that was looked at: -ln p, nats.</summary>
    public required double Score { get; init; }

    /// <summary>The score that had to be reached.</summary>
    public required double Threshold { get; init; }

    /// <summary>exp(-<see cref="Score"/>), at least the least double above 0.</summary>
    public double PValue => Math.Clamp(Math.Exp(-Score), double.Epsilon, 1);

    /// <summary>What explains it, the most important first, as of the window that gave it away; at least one, at most ten.</summary>
    public required IReadOnlyList<AnomalyCause> Causes { get; init; }

    /// <summary>What was found out later that the first causes do not name; at most ten.</summary>
    public IReadOnlyList<AnomalyCause> LaterCauses { get; init; } = [];

    /// <summary>The highest score so far.</summary>
    public required double ScoreMax { get; init; }

    /// <summary>One sentence: what, for whom, since when, how far from usual.</summary>
    public required string Sentence { get; init; }
}
