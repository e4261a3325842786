using Pipeline.Core.Packing;

namespace Pipeline.Detection.Baselines;

/// <summary>Turns a standardised deviation into surprise, -ln p, by how far this feature has strayed before.</summary>
/// <remarks>
/// Up to three deviations a normal law holds well enough. How often and how far values went beyond is learnt, as of peaks over a threshold
/// with an exponential tail (Pickands 1975; the index 0 of the generalised Pareto law): p = rate x exp(-(z - 3) / mean excess), both with
/// a prior that is heavier than the normal law. Memory: three numbers; halved every so often, so that the past is forgotten.
/// </remarks>
/// <param name="meanExcess">What the mean excess is taken for before any is seen.</param>
internal sealed class SurpriseTail(double meanExcess = SurpriseTail.OfSingleWindows)
{
    /// <summary>Single windows have heavier tails than the normal law, whose mean excess is 0.28 there.</summary>
    public const double OfSingleWindows = 0.6;

    /// <summary>Means over windows are nearly normal.</summary>
    public const double OfMeans = 0.32;

    public const double From = 3;

    private const double PriorWindows = 200;
    private const double PriorExceedances = 1;
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
        double mean = (_excess + (PriorWeight * meanExcess)) / (_exceedances + PriorWeight);
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

    public static SurpriseTail Read(ref PackedReader reader, double meanExcess = OfSingleWindows) =>
        new(meanExcess) { _windows = reader.ReadDouble(), _exceedances = reader.ReadDouble(), _excess = reader.ReadDouble() };
}
