using System.Diagnostics;

namespace Pipeline.Ml.Thresholds;

/// <summary>Grimshaw's reduction of the generalised Pareto likelihood from two parameters to one.</summary>
/// <remarks>
/// "Computing maximum likelihood estimates for the generalized Pareto distribution" (Technometrics 35, 1993). With the <em>slope</em>
/// t = shape / scale, the values ln(1 + t y) are exponential with mean shape, so the best shape for a slope is
/// <code>
/// shape(t) = sum of ln(1 + t y) / number of y        increasing and concave in t > -1 / max y, zero at t = 0
/// </code>
/// Excesses known only to be above a level (<em>censored</em>) enter the sum but not the number. Excesses are divided by the highest, so
/// the slope begins at -1 and neither huge nor tiny scores overflow.
/// </remarks>
internal sealed class GrimshawCurve
{
    /// <summary>The lowest slope that is tried; the end of the distribution then lies one part in 10^9 above the highest excess.</summary>
    public const double SlopeMin = -1 + 1e-9;

    private const double SlopeMax = 1e100;
    private const int NewtonStepsMax = 200;

    private readonly double[] _reach;
    private readonly int _observedCount;

    /// <param name="observed">At least one excess, all above 0 and finite.</param>
    /// <param name="censored">Levels above 0 that excesses lay above, no more being known.</param>
    public GrimshawCurve(ReadOnlySpan<double> observed, ReadOnlySpan<double> censored)
    {
        Debug.Assert(!observed.IsEmpty, "A tail cannot be fitted to nothing.");
        _observedCount = observed.Length;
        _reach = [.. observed, .. censored];
        foreach (double excess in _reach)
            Unit = Math.Max(Unit, excess);
        Debug.Assert(Unit > 0 && double.IsFinite(Unit), "Excesses are positive and finite.");
        for (int index = 0; index < _reach.Length; index++)
        {
            _reach[index] /= Unit;
            ReachSum += _reach[index];
        }
    }

    /// <summary>The highest excess: slopes are in parts of its inverse.</summary>
    public double Unit { get; }

    public int ObservedCount => _observedCount;

    /// <summary>Sum of all excesses, in units.</summary>
    public double ReachSum { get; }

    /// <summary>Sum of ln(1 + slope y) over all excesses, and over those observed.</summary>
    public (double All, double Observed) LogSums(double slope)
    {
        double sum = 0;
        for (int index = 0; index < _observedCount; index++)
            sum += Math.Log(1 + (slope * _reach[index]));
        double observed = sum;
        for (int index = _observedCount; index < _reach.Length; index++)
            sum += Math.Log(1 + (slope * _reach[index]));
        return (sum, observed);
    }

    /// <summary>Derivative of the shape by the slope, above 0.</summary>
    public double ShapeDerivative(double slope)
    {
        double sum = 0;
        foreach (double reach in _reach)
            sum += reach / (1 + (slope * reach));
        return sum / _observedCount;
    }

    /// <summary>The slopes, ascending, for shapes in even steps; those outside what slopes can be tried are left out.</summary>
    /// <remarks>The shape of zero has the slope of zero, exactly, and is always there.</remarks>
    /// <param name="shapeMin">A negative multiple of the step.</param>
    /// <param name="shapeMax">A positive multiple of the step.</param>
    /// <param name="shapeStep">Above 0.</param>
    public List<double> SlopesOf(double shapeMin, double shapeMax, double shapeStep)
    {
        int last = (int)Math.Round(shapeMax / shapeStep);
        List<double> slopes = [];
        double slope = SlopeMin;
        for (int step = (int)Math.Round(shapeMin / shapeStep); step <= last; step++)
        {
            if ((step == 0 ? 0 : SlopeOf(step * shapeStep, slope)) is not double next)
                continue;
            slope = next;
            slopes.Add(slope);
        }

        return slopes;
    }

    /// <summary>The likelihood at a slope with the best shape for it, logarithm, up to a constant.</summary>
    public double ProfileLogLikelihood(double slope)
    {
        (double all, double observed) = LogSums(slope);
        return (-_observedCount * Math.Log(Scale(slope, all))) - observed;
    }

    /// <summary>The best scale for a slope, in units.</summary>
    public double Scale(double slope, double allLogs) => (slope == 0 ? ReachSum : allLogs / slope) / _observedCount;

    /// <summary>
    /// The slope for a shape, searched upwards from one known to lie below. A concave curve lies below its tangents, so Newton's steps
    /// from the left never overshoot.
    /// </summary>
    private double? SlopeOf(double shape, double below)
    {
        double slope = below;
        double missing = shape - (LogSums(slope).All / _observedCount);
        if (missing < 0)
            return null;
        for (int step = 0; step < NewtonStepsMax && missing > 1e-12; step++)
        {
            double next = slope + (missing / ShapeDerivative(slope));
            if (!(next < SlopeMax))
                return null;
            if (next <= slope)
                break;
            slope = next;
            missing = shape - (LogSums(slope).All / _observedCount);
        }

        return slope;
    }
}
