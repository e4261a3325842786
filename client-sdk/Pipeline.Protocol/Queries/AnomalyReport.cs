namespace Pipeline.Protocol.Queries;

/// <summary>A finding: something of an endpoint that was not as usual, from its first window to its last.</summary>
/// <param name="Id">Unique in the installation; stays the same while it goes on and when the log is replayed. 16 hexadecimal digits.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Severity"><c>anomaly</c> where something is wrong, <c>notice</c> where it is only worth knowing.</param>
/// <param name="Tier">What gave it away: <c>fast</c>, single features of short windows, or <c>forest</c>, their combination in long ones.</param>
/// <param name="Segments">The segments in which it shows, the worst first.</param>
/// <param name="EverySegment">Whether every segment that has calls shows it.</param>
/// <param name="Since">Start of the first window that was not as usual, Unix ms.</param>
/// <param name="Detected">End of the window that gave it away, Unix ms: event time, not when a silo came to it.</param>
/// <param name="Last">End of the last window that was not as usual, Unix ms.</param>
/// <param name="Ended">When it was over, Unix ms; null while it goes on.</param>
/// <param name="End">How it ended: <c>recovered</c>, <c>became_usual</c> or <c>marked_normal</c>; null while it goes on.</param>
/// <param name="Score">Surprise of the window that gave it away, over all that was looked at: -ln p, nats.</param>
/// <param name="PValue">How often a window as surprising comes by chance: exp(-<paramref name="Score"/>), above 0, at most 1.</param>
/// <param name="Threshold">The score that had to be reached.</param>
/// <param name="ScoreMax">The highest score so far.</param>
/// <param name="WindowStart">Start of the window that gave it away, Unix ms.</param>
/// <param name="WindowMs">Its width, ms.</param>
/// <param name="Causes">What explains it, the most important first, as of that window; at most ten.</param>
/// <param name="LaterCauses">What was found out later that the first causes do not name; at most ten.</param>
/// <param name="Sentence">What, for whom, since when, how far from usual, for people.</param>
public sealed record AnomalyReport(
    string Id,
    string Endpoint,
    string Severity,
    string Tier,
    IReadOnlyList<string> Segments,
    bool EverySegment,
    long Since,
    long Detected,
    long Last,
    long? Ended,
    string? End,
    double Score,
    double PValue,
    double Threshold,
    double ScoreMax,
    long WindowStart,
    long WindowMs,
    IReadOnlyList<AnomalyCauseReport> Causes,
    IReadOnlyList<AnomalyCauseReport> LaterCauses,
    string Sentence)
{
    /// <summary>
    /// The deepest anomaly beneath this one: causes that are an operation's time or failures, and named like an endpoint which was anomalous
    /// at the same time, are followed to that endpoint, and on from there. Null where there is none, so where this one is the deepest.
    /// </summary>
    public AnomalyReferenceReport? Deepest { get; init; }
}
