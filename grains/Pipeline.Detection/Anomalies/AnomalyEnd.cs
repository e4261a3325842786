namespace Pipeline.Detection.Anomalies;

/// <summary>How an anomaly ended.</summary>
public enum AnomalyEnd : byte
{
    /// <summary>It goes on.</summary>
    None = 0,

    /// <summary>Everything was usual again for a while.</summary>
    Recovered = 1,

    /// <summary>It stayed at its new level for so long that this is what is usual now.</summary>
    BecameUsual = 2,

    /// <summary>Somebody said that this is normal.</summary>
    MarkedNormal = 3,
}
