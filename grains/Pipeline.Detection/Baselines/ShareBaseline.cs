using Pipeline.Core.Packing;

namespace Pipeline.Detection.Baselines;

/// <summary>What share of things is usual, failures above all: few, often none, and more of them when they come at all.</summary>
/// <remarks>
/// Sums over the windows learnt from, halved every day; what a window's number would be is judged by <see cref="BetaTail"/>. Failures come
/// in clusters, so both sides are divided by a dispersion that is learnt: how much more windows vary than chance would have it (McCullagh
/// and Nelder, quasi-likelihood).
/// </remarks>
internal sealed class ShareBaseline : IBaseline
{
    private const int KnownFrom = 8;
    private const double HalvedAfter = 8_640;
    private const double PriorWindows = 20;
    private const double WindowDispersionMax = 30;
    private const double RatioMin = 1.5;
    private const double ChangeMin = 0.005;

    // Two failures are none too many to wake somebody for; one is chance.
    private const double NumberMin = 1.5;

    private double _seen;
    private double _weight;
    private double _dispersion;
    private double _windows;

    public long Learnt { get; private set; }

    private double Dispersion => Math.Max(1, (PriorWindows + _dispersion) / (PriorWindows + _windows));

    private double Share => (_seen + 0.5) / (_weight + 1);

    public Judgement Judge(in Observation observation)
    {
        if (Learnt < KnownFrom)
            return Judgement.Unknown;
        double dispersion = Dispersion;
        double number = (double)observation.Value * observation.SampleSize;
        double surprise = BetaTail.Surprise(number / dispersion, observation.SampleSize / dispersion, _seen / dispersion, _weight / dispersion);
        double usual = _weight > 0 ? _seen / _weight : 0;
        double deviation = Math.Sqrt(Share * (1 - Math.Min(Share, 1)) * dispersion / Math.Max(observation.SampleSize, 1));
        bool isMaterial = number >= NumberMin && observation.Value - usual >= ChangeMin && observation.Value >= usual * RatioMin;
        double z = deviation > 0 ? (observation.Value - usual) / deviation : 0;
        return new Judgement(
            isMaterial ? surprise : Math.Min(surprise, Judgement.Muted), z, usual, Math.Max(0, usual - (3 * deviation)), usual + (3 * deviation))
        {
            IsMaterial = isMaterial,
        };
    }

    public void Learn(in Observation observation, double z, long span)
    {
        Learnt++;
        if (Learnt > KnownFrom)
        {
            _windows++;
            _dispersion += Math.Min(z * z / Dispersion, WindowDispersionMax) * Dispersion;
        }

        _seen += (double)observation.Value * observation.SampleSize;
        _weight += observation.SampleSize;
        if (_windows <= HalvedAfter)
            return;
        (_seen, _weight, _windows, _dispersion) = (_seen / 2, _weight / 2, _windows / 2, _dispersion / 2);
    }

    public void Adopt(IReadOnlyList<Observation> observations)
    {
        (_seen, _weight) = Sum(observations);
        (_windows, _dispersion) = (0, 0);
    }

    public void Blend(IReadOnlyList<Observation> observations)
    {
        (double seen, double weight) = Sum(observations);
        if (weight <= 0)
            return;
        double factor = Math.Max(_weight, weight) / weight;
        (_seen, _weight) = (_seen + (seen * factor), _weight + (weight * factor));
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteDouble(_seen);
        writer.WriteDouble(_weight);
        writer.WriteDouble(_dispersion);
        writer.WriteDouble(_windows);
        writer.WriteCount(Learnt);
    }

    public static ShareBaseline Read(ref PackedReader reader) => new()
    {
        _seen = reader.ReadDouble(),
        _weight = reader.ReadDouble(),
        _dispersion = reader.ReadDouble(),
        _windows = reader.ReadDouble(),
        Learnt = reader.ReadCount(),
    };

    private static (double Seen, double Weight) Sum(IReadOnlyList<Observation> observations)
    {
        (double seen, double weight) = (0, 0);
        foreach (Observation observation in observations)
        {
            seen += (double)observation.Value * observation.SampleSize;
            weight += observation.SampleSize;
        }

        return (seen, weight);
    }
}
