namespace Pipeline.Ml.Detectors;

/// <summary>What an <see cref="AnomalyDetector"/> judges by; the numbers are part of the saved format.</summary>
public enum DetectorKind
{
    /// <summary>Both: the forest for rows that are unusual among those seen, the tail for values beyond them. The default.</summary>
    Joined = 0,

    /// <summary>The isolation forest alone. It is blind to whatever lies beyond the seen.</summary>
    Forest = 1,

    /// <summary>The tail surprise alone. It is blind to whatever is unusual only as a combination.</summary>
    Tail = 2,
}
