namespace Pipeline.Detection.Anomalies;

/// <summary>A cause on its way into the ranking.</summary>
/// <param name="Cause">The cause; its share is not known yet.</param>
/// <param name="Joint">Surprise of the latest windows together.</param>
/// <param name="ExtraCalls">Calls of the operation, queries or misses beyond what is usual.</param>
internal sealed record CauseCandidate(AnomalyCause Cause, double Joint, double ExtraCalls)
{
    /// <summary>Whether something else that deviates brings it about.</summary>
    public bool IsSymptom { get; init; }
}
