namespace Pipeline.Ml.Saving;

/// <summary>What a container holds; the numbers are part of the format.</summary>
internal enum ModelKind : byte
{
    IsolationForest = 1,
    TailModel = 2,
    AnomalyDetector = 3,
    StreamingThreshold = 4,
}
