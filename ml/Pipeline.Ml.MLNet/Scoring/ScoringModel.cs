using Pipeline.Ml.Detectors;

namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>A fitted detector and the threshold by which rows are labelled. Immutable, so that any number of cursors share it.</summary>
internal sealed class ScoringModel(AnomalyDetector detector, Threshold threshold)
{
    public AnomalyDetector Detector => detector;

    public Threshold Threshold => threshold;

    public int FeatureCount => detector.ColumnCount;

    /// <summary>Judges a row, and tells what each feature has to do with it where asked to, which takes longer.</summary>
    /// <param name="features">One number for each feature, NaN where missing.</param>
    /// <param name="contributions">Receives each feature's strength as a cause, negative where the value is below the expected or missing, or is empty.</param>
    public Verdict Judge(ReadOnlySpan<float> features, Span<float> contributions)
    {
        if (contributions.IsEmpty)
        {
            return Label(detector.Judge(features));
        }

        Explanation explanation = detector.Explain(features);
        foreach (Cause cause in explanation.Causes)
        {
            bool isLess = cause.Deviation is Deviation.Below or Deviation.Missing;
            contributions[cause.Column] = (float)(isLess ? -cause.Strength : cause.Strength);
        }

        return Label(explanation.Judgement);
    }

    private Verdict Label(Judgement judgement) => new(judgement.Score, judgement.PValue, threshold.IsBeyond(judgement.Score, judgement.PValue));
}
