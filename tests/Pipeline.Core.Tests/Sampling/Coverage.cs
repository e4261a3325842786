namespace Pipeline.Core.Tests.Sampling;

/// <summary>How often intervals hold the truth, and how wide they are beside what the estimates really vary by.</summary>
internal sealed class Coverage
{
    private const double NominalFactor = 2 * 1.959963984540054;

    private double _widths;
    private double _squaredErrors;
    private int _runs;

    public int Covered { get; private set; }

    /// <summary>Mean width over the width of an interval made of the estimates' true standard deviation.</summary>
    public double RelativeWidth => _widths / _runs / (NominalFactor * Math.Sqrt(_squaredErrors / _runs));

    /// <summary>Takes in a run. An end that is not told is none: the interval is as wide as can be, and holds everything on that side.</summary>
    public void Add(double truth, double estimate, double? lower, double? upper)
    {
        _runs++;
        Covered += (lower ?? double.NegativeInfinity) <= truth && truth <= (upper ?? double.PositiveInfinity) ? 1 : 0;
        _widths += (upper ?? double.PositiveInfinity) - (lower ?? double.NegativeInfinity);
        _squaredErrors += (estimate - truth) * (estimate - truth);
    }

    public override string ToString() => $"{Covered} of {_runs}, {RelativeWidth:F2} times as wide";
}
