using Pipeline.Core.Features;
using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Monitoring;

/// <summary>What a feature has been like since it began to deviate, and whether it has settled there.</summary>
internal sealed class ShiftWatch
{
    private const int Max = 24;

    // On the feature's scale: both halves of the time must agree to within this, and the middle of the values lie within this.
    private const double DriftMax = 0.1;
    private const double SpreadMax = 0.5;

    private readonly List<Observation> _observations = [];
    private long _sinceUnixMs;
    private bool _hasEnded = true;

    /// <summary>Evenly spread over the time since it began; the last ones stay after it has ended.</summary>
    public IReadOnlyList<Observation> Observations => _observations;

    public void Add(in Observation observation, long shiftMs)
    {
        if (_hasEnded)
        {
            _observations.Clear();
            (_sinceUnixMs, _hasEnded) = (observation.TimeUnixMs, false);
        }

        long strideMs = _observations.Count < 4 ? 0 : shiftMs / Max;
        if (_observations.Count > 0 && observation.TimeUnixMs - _observations[^1].TimeUnixMs < strideMs)
            return;
        if (_observations.Count == Max)
            _observations.RemoveAt(0);
        _observations.Add(observation);
    }

    public void End() => _hasEnded = true;

    /// <summary>Whether it has deviated for so long, and has stayed where it is.</summary>
    public bool IsSettled(FeatureKind kind, long shiftMs)
    {
        if (_hasEnded || _observations.Count < 8 || _observations[^1].TimeUnixMs - _sinceUnixMs < shiftMs)
            return false;
        FeatureScale scale = FeatureScale.Of(kind);
        double[] values = [.. _observations.Select(observation => scale.Of(observation.Value))];
        int half = values.Length / 2;
        double drift = Median(values.AsSpan(half)) - Median(values.AsSpan(0, half));
        double[] sorted = [.. values.Order()];
        double spread = sorted[^(1 + (values.Length / 4))] - sorted[values.Length / 4];
        return Math.Abs(drift) <= Math.Max(DriftMax, spread / 2) && spread <= SpreadMax;
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteCount(_sinceUnixMs);
        writer.WriteByte(_hasEnded ? (byte)1 : (byte)0);
        writer.WriteCount(_observations.Count);
        foreach (Observation observation in _observations)
            ObservationCodec.Write(writer, observation);
    }

    public static ShiftWatch Read(ref PackedReader reader)
    {
        ShiftWatch watch = new() { _sinceUnixMs = reader.ReadCount(), _hasEnded = reader.ReadByte() == 1 };
        for (int count = reader.ReadInt(Max); count > 0; count--)
            watch._observations.Add(ObservationCodec.Read(ref reader));
        return watch;
    }

    private static double Median(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
