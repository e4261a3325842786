using Pipeline.Client.Sampling;

namespace Pipeline.Core.Tests.Sampling;

/// <summary>The sampler of the C# client itself: the i-th call of a second is kept with probability max(p, 1/i).</summary>
internal sealed class SdkSampler(Random random) : ICallSampler
{
    private SkipSampler _sampler = new((ulong)random.NextInt64(1, long.MaxValue));

    public void BeginSecond(double probability) => _sampler.Begin(probability, keptMax: long.MaxValue);

    public bool TryKeep(bool isAlwaysKept, out long weightMicro)
    {
        bool kept = _sampler.Next();
        weightMicro = isAlwaysKept ? 1_000_000 : (long)Math.Round(1e6 / _sampler.KeptProbability);
        if (kept)
            _sampler.Advance();
        return kept || isAlwaysKept;
    }
}
