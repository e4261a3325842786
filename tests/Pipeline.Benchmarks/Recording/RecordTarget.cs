namespace Pipeline.Benchmarks.Recording;

/// <summary>What a figure is meant not to exceed.</summary>
/// <param name="Figure">Name of the figure.</param>
/// <param name="Limit">The most it should be.</param>
/// <param name="Measured">What it is.</param>
internal sealed record RecordTarget(string Figure, double Limit, double Measured)
{
    public bool IsMet => Measured <= Limit;
}
