namespace Pipeline.Core.Tests.Sampling;

/// <summary>Keeps the i-th call of a second with probability max(p, 1/i), so that the first is always kept; the weight is one over that.</summary>
internal sealed class PredictableSampler(Random random) : ICallSampler
{
    private double _probability;
    private int _calls;

    public void BeginSecond(double probability)
    {
        _probability = probability;
        _calls = 0;
    }

    public bool TryKeep(bool isAlwaysKept, out long weightMicro)
    {
        double probability = Math.Max(_probability, 1.0 / ++_calls);
        weightMicro = isAlwaysKept ? 1_000_000 : (long)Math.Round(1e6 / probability);
        return isAlwaysKept || probability >= 1 || random.NextDouble() < probability;
    }
}
