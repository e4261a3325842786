namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>The benchmark's other baseline: it does not look. Whoever scores no better has learnt nothing.</summary>
public sealed class RandomDetector(int seed) : ISeriesDetector
{
#pragma warning disable CA5394 // Nothing is kept secret with these numbers.
    private readonly Random _random = new(seed);

    public double Score(DateTime timestamp, double value) => _random.NextDouble();
#pragma warning restore CA5394
}
