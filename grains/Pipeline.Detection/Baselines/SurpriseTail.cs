using Pipeline.Core.Packing;

namespace Pipeline.Detection.Baselines;

/// <summary>Turns a standardised deviation into surprise, -ln p, by how far this feature has strayed before.</summary>
/// <remarks>
/// Up to three deviations a normal law holds well enough. How often and how far values went beyond is learnt, as of peaks over a threshold
/// with an exponential tail (Pickands 1975; the index 0 of the generalised Pareto law): p = rate x exp(-(z - 3) / mean excess), both with
/// a prior that is heavier than the normal law. Memory: three numbers; halved every so often, so that the past is forgotten.
/// </remarks>
internal sealed class SurpriseTail
{
    public const double From = 3;

    private const double PriorWindows = 200;
    private const double PriorExceedances = 1;
    private const double PriorMeanExcess = 0.6;
    private const double PriorWeight = 5;
    private const double ExcessMax = 6;
    private const double WindowsMax = 8_640;

    private double _windows;
    private double _exceedances;
    private double _excess;

    /// <summary>-ln of the chance to lie so far out on this side; at least 0.</summary>
    public double Surprise(double z)
    {
        if (z <= 0)
            return 0;
        double rate = (_exceedances + PriorExceedances) / (_windows + PriorWindows);
        double atThreshold = -Math.Log(rate);
        double mean = (_excess + (PriorWeight * PriorMeanExcess)) / (_exceedances + PriorWeight);
        // Below, a parabola up to what is known at three deviations, as the normal law's is.
        return z <= From ? atThreshold * z * z / (From * From) : atThreshold + ((z - From) / mean);
    }

    public void Learn(double z)
    {
        _windows++;
        if (z > From)
        {
            _exceedances++;
            _excess += Math.Min(z - From, ExcessMax);
        }

        if (_windows <= WindowsMax)
            return;
        (_windows, _exceedances, _excess) = (_windows / 2, _exceedances / 2, _excess / 2);
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteDouble(_windows);
        writer.WriteDouble(_exceedances);
        writer.WriteDouble(_excess);
    }

    public static SurpriseTail Read(ref PackedReader reader) =>
        new() { _windows = reader.ReadDouble(), _exceedances = reader.ReadDouble(), _excess = reader.ReadDouble() };
}
