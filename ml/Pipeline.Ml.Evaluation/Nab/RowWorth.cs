namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>What an alarm on one row is worth.</summary>
/// <param name="Score">What the detector said.</param>
/// <param name="Worth">Inside a window: what its first alarm earns. Outside: what every alarm costs, negative.</param>
/// <param name="Window">The window's number in the whole corpus, or <see cref="Outside"/>.</param>
internal readonly record struct RowWorth(double Score, double Worth, int Window)
{
    public const int Outside = -1;
}
