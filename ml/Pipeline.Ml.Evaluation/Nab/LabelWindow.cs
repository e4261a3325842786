namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>A stretch of time in which an anomaly counts as found, both ends inclusive.</summary>
public readonly record struct LabelWindow(DateTime Start, DateTime End)
{
    /// <summary>Both ends, for people.</summary>
    public override string ToString() => $"{Start:yyyy-MM-dd HH:mm:ss} to {End:yyyy-MM-dd HH:mm:ss}";
}
