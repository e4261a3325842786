namespace Pipeline.Core.Comparison;

/// <summary>A mean and what is needed to say how well it is known.</summary>
/// <param name="Mean">Mean per event.</param>
/// <param name="StandardDeviation">Of single events around it, in the same unit.</param>
/// <param name="SampleSize">Independent observations behind the mean; sampling by weight counts for less than its number.</param>
public readonly record struct MeanSample(double Mean, double StandardDeviation, double SampleSize)
{
    /// <summary>Variance of the mean relative to its square; infinite for a mean of zero.</summary>
    internal double RelativeVariance => StandardDeviation * StandardDeviation / (SampleSize * Mean * Mean);
}
