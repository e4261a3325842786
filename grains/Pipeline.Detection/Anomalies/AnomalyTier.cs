namespace Pipeline.Detection.Anomalies;

/// <summary>Which windows gave an anomaly away.</summary>
public enum AnomalyTier : byte
{
    /// <summary>Single features of short windows, two of three.</summary>
    Fast = 1,

    /// <summary>The combination of features of long windows, by the isolation forest.</summary>
    Forest = 2,
}
