using Pipeline.Core.Packing;

namespace Pipeline.Detection.Baselines;

/// <summary>How surprising a mean over some windows' deviations is, by how such means have varied.</summary>
/// <remarks>
/// Windows that follow each other resemble each other, so the variance of the mean is learnt, with a prior of half as much again as
/// independent windows would have. It never falls below half the prior: however steady a feature is, one window alone must not stand out.
/// </remarks>
/// <param name="priorVariance">Of the mean, before any is seen.</param>
/// <param name="priorWeight">Means that the prior counts for.</param>
/// <param name="forgetAfter">Means after which the latest counts one in so many.</param>
internal sealed class PooledDeviation(double priorVariance, double priorWeight, double forgetAfter)
{
    private SurpriseTail _tail = new(SurpriseTail.OfMeans);
    private double _variance;
    private double _learnt;

    /// <summary>A mean in deviations of its own.</summary>
    public double Standardise(double mean) =>
        mean / Math.Sqrt(Math.Max(priorVariance / 2, ((_variance * _learnt) + (priorVariance * priorWeight)) / (_learnt + priorWeight)));

    /// <summary>-ln of the chance of it, nats.</summary>
    public double Surprise(double z) => _tail.Surprise(z);

    /// <summary>Takes a mean for usual.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="z">What <see cref="Standardise"/> made of it.</param>
    public void Learn(double mean, double z)
    {
        if (Math.Abs(z) <= SurpriseTail.From)
        {
            _learnt = Math.Min(_learnt + 1, forgetAfter);
            _variance += ((mean * mean) - _variance) / _learnt;
        }

        _tail.Learn(z);
    }

    public void Write(PackedWriter writer)
    {
        _tail.Write(writer);
        writer.WriteDouble(_variance);
        writer.WriteDouble(_learnt);
    }

    public void ReadInto(ref PackedReader reader)
    {
        _tail = SurpriseTail.Read(ref reader, SurpriseTail.OfMeans);
        _variance = reader.ReadDouble();
        _learnt = reader.ReadDouble();
    }
}
