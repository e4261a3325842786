namespace Pipeline.Detection.Anomalies;

/// <summary>Whether somebody must look.</summary>
public enum AnomalySeverity : byte
{
    /// <summary>Worth knowing, wakes nobody: more traffic, an operation that was never seen before.</summary>
    Notice = 1,

    /// <summary>Something is wrong with the calls, or they have stopped.</summary>
    Anomaly = 2,
}
