namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>What a threshold is compared with; the numbers are part of the model file's format.</summary>
internal enum ThresholdKind
{
    PValue = 0,
    Score = 1,
}
