namespace Pipeline.Client.Queries;

/// <summary>Which anomalies are wanted, by whether somebody must look.</summary>
public enum AnomalySeverities
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Where something is wrong.</summary>
    Anomaly,

    /// <summary>What is only worth knowing.</summary>
    Notice,
}
