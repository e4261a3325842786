using Pipeline.Ml.Forest;

namespace Pipeline.Ml.Detectors;

/// <summary>What is left of an <see cref="AnomalyDetector"/> that judges by the forest alone where memory counts: the tails are let go.</summary>
/// <remarks>Immutable, and safe for any number of threads. Memory: the forest's, and 24 bytes for each row that it was calibrated on.</remarks>
public sealed class CalibratedForest
{
    private readonly SurpriseScale _scale;

    internal CalibratedForest(IsolationForest forest, SurpriseScale scale) => (Forest, _scale) = (forest, scale);

    public IsolationForest Forest { get; }

    /// <summary>-ln of the share of usual rows that score as high, nats: the detector's <see cref="Judgement.ForestSurprise"/>.</summary>
    /// <exception cref="ArgumentException">The row has not as many numbers as the forest has columns.</exception>
    public double Surprise(ReadOnlySpan<float> row) => _scale.Surprise(Forest.Score(row));

    /// <summary>The same, and what each column contributed; see <see cref="IsolationForest.Explain"/>.</summary>
    /// <exception cref="ArgumentException">The row or the contributions have not as many numbers as the forest has columns.</exception>
    public double Explain(ReadOnlySpan<float> row, Span<double> contributions) => _scale.Surprise(Forest.Explain(row, contributions));
}
