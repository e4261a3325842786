using Pipeline.Core.Packing;
using Pipeline.Detection.Baselines;

namespace Pipeline.Detection.Monitoring;

/// <summary>The latest windows of a feature, pooled: a change too small for any one window to show adds up over a few.</summary>
/// <remarks>
/// What is usual of the pooled deviation is learnt like that of single ones, since windows that follow each other resemble each other. One
/// window alone counts for little, however far out.
/// </remarks>
internal sealed class RecentWindows
{
    public const int Max = 6;

    private const int LatestMax = 3;
    private const double DeviationMax = 6;
    private const double ForgetAfter = 500;
    private const double PriorWindows = 20;

    // Of the mean of six: a little more than independent windows would give.
    private const double PriorVariance = 1.5 / Max;

    private readonly Queue<(Observation Observation, float Z)> _windows = new();
    private readonly PooledDeviation _deviation = new(PriorVariance, PriorWindows, ForgetAfter);

    public bool IsFull => _windows.Count == Max;

    /// <summary>Mean deviation of the windows, in its own robust deviations; the bad side up.</summary>
    public double Z => _deviation.Standardise(MeanZ());

    /// <summary>All of them as one.</summary>
    public Observation Pooled
    {
        get
        {
            (double sum, double weight, long time) = (0, 0, 0);
            foreach ((Observation observation, _) in _windows)
            {
                sum += (double)observation.Value * observation.SampleSize;
                weight += observation.SampleSize;
                time = observation.TimeUnixMs;
            }

            return new Observation(time, weight > 0 ? sum / weight : 0, weight);
        }
    }

    /// <summary>-ln of the chance of such a mean deviation, nats.</summary>
    public double Surprise => IsFull ? _deviation.Surprise(Z) : 0;

    public void Add(in Observation observation, double z)
    {
        if (IsFull)
            _windows.Dequeue();
        _windows.Enqueue((observation, (float)Math.Clamp(z, -DeviationMax, DeviationMax)));
    }

    /// <summary>Takes a pooled deviation for usual.</summary>
    /// <param name="mean">As <see cref="MeanZ"/> was.</param>
    /// <param name="z">As <see cref="Z"/> was.</param>
    public void Learn(double mean, double z) => _deviation.Learn(mean, z);

    public double MeanZ()
    {
        double sum = 0;
        foreach ((_, float z) in _windows)
            sum += z;
        return _windows.Count == 0 ? 0 : sum / _windows.Count;
    }

    /// <summary>Mean deviation of the last three windows.</summary>
    public double LatestMeanZ()
    {
        (double sum, int skipped) = (0, _windows.Count - LatestMax);
        foreach ((_, float z) in _windows)
            sum += --skipped < 0 ? z : 0;
        return sum / LatestMax;
    }

    public void Clear() => _windows.Clear();

    public void Write(PackedWriter writer)
    {
        writer.WriteCount(_windows.Count);
        foreach ((Observation observation, float z) in _windows)
        {
            ObservationCodec.Write(writer, observation);
            writer.WriteSingle(z);
        }

        _deviation.Write(writer);
    }

    public static RecentWindows Read(ref PackedReader reader)
    {
        RecentWindows recent = new();
        for (int count = reader.ReadInt(Max); count > 0; count--)
            recent._windows.Enqueue((ObservationCodec.Read(ref reader), reader.ReadSingle()));
        recent._deviation.ReadInto(ref reader);
        return recent;
    }
}
