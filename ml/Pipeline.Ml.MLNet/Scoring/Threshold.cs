namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>
/// Where a row begins to be an anomaly: at a p-value, or at a score when the share of anomalies among the training rows was given.
/// </summary>
/// <param name="Kind">What is compared.</param>
/// <param name="Value">The largest p-value, or the smallest score, of an anomaly.</param>
internal readonly record struct Threshold(ThresholdKind Kind, double Value)
{
    public bool IsBeyond(double score, double pValue) => Kind == ThresholdKind.PValue ? pValue <= Value : score >= Value;
}
