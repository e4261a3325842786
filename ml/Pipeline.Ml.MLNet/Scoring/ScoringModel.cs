using Pipeline.Ml.Detectors;

namespace Pipeline.Ml.MLNet.Scoring;

/// <summary>A fitted detector and the threshold by which rows are labelled. Immutable, so that any number of cursors share it.</summary>
internal sealed class ScoringModel(AnomalyDetector detector, Threshold threshold)
{
    public AnomalyDetector Detector => detector;

    public Threshold Threshold => threshold;

    public int FeatureCount => detector.ColumnCount;

    /// <summary>Scores a row, and tells what made it so where asked to.</summary>
    /// <param name="features">One number for each feature, NaN where missing.</param>
    /// <param name="contributions">Receives each feature's share, or empty for none.</param>
    public Verdict Judge(ReadOnlySpan<float> features, Span<float> contributions)
    {
        double score = detector.Score(features);
        double pValue = detector.PValue(score);
        if (contributions.Length > 0)
        {
            var full = new double[contributions.Length];
            detector.Explain(features, full);
            for (int feature = 0; feature < full.Length; feature++)
            {
                contributions[feature] = (float)full[feature];
            }
        }

        return new Verdict(score, pValue, threshold.IsBeyond(score, pValue));
    }
}
