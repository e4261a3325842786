using Pipeline.Core.Features;
using Pipeline.Core.Packing;

namespace Pipeline.Detection.Baselines;

/// <summary>What is usual of a mean or a quantile: its level by the hour, its spread, and how far it has strayed.</summary>
/// <remarks>
/// A window with fewer observations than usual may stray further: the deviation grows with the root of the usual number over its own.
/// </remarks>
internal sealed class MeanBaseline(FeatureKind kind) : IBaseline
{
    private const int KnownFrom = 8;
    private const double SampleWindows = 500;

    private readonly FeatureScale _scale = FeatureScale.Of(kind);
    private SpreadHistory _history = new();
    private SurpriseTail _upper = new();
    private SurpriseTail? _lower = kind == FeatureKind.Rate ? new() : null;

    // Operations follow the season by what their events do, and there are many of them.
    private SeasonProfile? _season = kind < FeatureKind.OperationCalls ? new() : null;
    private double _sampleSize;

    public long Learnt => _history.Learnt;

    public Judgement Judge(in Observation observation)
    {
        if (_history.Count < KnownFrom)
            return Judgement.Unknown;
        double level = _history.Median + SeasonAt(observation.TimeUnixMs);
        // The spread of few values is itself uncertain.
        double deviation = Math.Max(_history.Deviation, _scale.DeviationMin) * (1 + (3.0 / _history.Count));
        if (observation.SampleSize < _sampleSize)
            deviation *= Math.Sqrt(_sampleSize / Math.Max(observation.SampleSize, 0.5));
        double z = (_scale.Of(observation.Value) - level) / deviation;
        double expected = _scale.Inverse(level);
        (double surprise, bool isMaterial) = SurpriseOf(observation.Value, expected, z);
        return new Judgement(surprise, z, expected, _scale.Inverse(level - (3 * deviation)), _scale.Inverse(level + (3 * deviation)))
        {
            IsMaterial = isMaterial,
        };
    }

    public void Learn(in Observation observation, double z, long span)
    {
        double value = _scale.Of(observation.Value);
        _history.Learn(value - SeasonAt(observation.TimeUnixMs), span);
        _season?.Learn(observation.TimeUnixMs, value);
        _sampleSize += (observation.SampleSize - _sampleSize) / Math.Min(Learnt, SampleWindows);
        if (Learnt <= KnownFrom)
            return;
        _upper.Learn(z);
        _lower?.Learn(-z);
    }

    /// <summary>For an operation that is new after windows in which it could have been called: it was called no times in them.</summary>
    public void LearnAbsence(long windows, double sampleSize)
    {
        _history.Fill(_scale.Of(0), windows);
        _sampleSize = sampleSize;
    }

    public void Adopt(IReadOnlyList<Observation> observations) => _history.Replace(Scaled(observations));

    public void Blend(IReadOnlyList<Observation> observations) => _history.Blend(Scaled(observations));

    public void Write(PackedWriter writer)
    {
        _history.Write(writer);
        _upper.Write(writer);
        _lower?.Write(writer);
        _season?.Write(writer);
        writer.WriteDouble(_sampleSize);
    }

    public static MeanBaseline Read(ref PackedReader reader, FeatureKind kind)
    {
        MeanBaseline baseline = new(kind) { _history = SpreadHistory.Read(ref reader), _upper = SurpriseTail.Read(ref reader) };
        if (baseline._lower is not null)
            baseline._lower = SurpriseTail.Read(ref reader);
        if (baseline._season is not null)
            baseline._season = SeasonProfile.Read(ref reader);
        baseline._sampleSize = reader.ReadDouble();
        return baseline;
    }

    private (double Surprise, bool IsMaterial) SurpriseOf(double value, double expected, double z)
    {
        if (z < 0 && _lower is null)
            return (0, false);
        bool isMaterial = z >= 0 ? _scale.IsMaterial(value, expected) : value * _scale.RatioMin <= expected;
        double surprise = z >= 0 ? _upper.Surprise(z) : _lower!.Surprise(-z);
        return (isMaterial ? surprise : Math.Min(surprise, Judgement.Muted), isMaterial);
    }

    private double SeasonAt(long timeUnixMs) => _season?.At(timeUnixMs) ?? 0;

    private double[] Scaled(IReadOnlyList<Observation> observations)
    {
        double[] values = new double[observations.Count];
        for (int index = 0; index < values.Length; index++)
            values[index] = _scale.Of(observations[index].Value) - SeasonAt(observations[index].TimeUnixMs);
        return values;
    }
}
