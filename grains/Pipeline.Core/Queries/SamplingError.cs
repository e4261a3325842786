using Pipeline.Core.Comparison;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Queries;

/// <summary>What a cell's recorded events leave open of the means over all its calls.</summary>
/// <remarks>
/// <para>
/// Two things leave something open. Events sampled with known probability stand for 1 / probability calls each; with b = weight x (weight -
/// 1) a mean R has the variance sum(b (y - R x)²) / sum(w x)². And where tallies say that there were more calls than the events stand for,
/// the events are taken for a random part of them: with f the share that is missing, that adds f sum(w (y - R x)²) / sum(w x)², which for
/// events of weight one is the textbook s²/n (1 - n/N).
/// </para>
/// <para>
/// The interval is Student's t on the logarithm, as in comparisons. Its degrees of freedom follow from the weights: (sum a)² / sum a² with a =
/// b + f w; a variance that rests on a few events of great weight is known badly. Under <see cref="FreedomMin"/> no end can be told. Where
/// all recorded events agree there is no spread to go by, and yet as many as 1 - 0.05^(1/n), about 3/n, of the calls may be unlike them:
/// the ends are those of as many calls without any, or with twice as much.
/// </para>
/// </remarks>
internal readonly struct SamplingError
{
    /// <summary>Degrees of freedom that an interval needs, like the least of a comparison.</summary>
    private const double FreedomMin = RatioEstimate.SampleSizeMin - 1;

    private const double Micro = 1e6;
    private const double LogOfTwenty = 2.995732273553991;

    // Relative to the square of the mean; sums of equal amounts differ from zero by rounding.
    private const double SpreadMin = 1e-9;

    private readonly double _calls;
    private readonly double _variance;
    private readonly double _freedom;
    private readonly bool _isTold;

    /// <param name="cell">The cell.</param>
    /// <param name="count">How many calls there were.</param>
    public SamplingError(Cell cell, double count)
    {
        _calls = (double)cell.Detail.CallsMicro / Micro;
        _variance = (double)cell.Detail.VarianceMicro / Micro;
        MissingShare = count > 0 ? Math.Clamp(1 - (_calls / count), 0, 1) : 0;
        double spread = Math.Sqrt((double)cell.SpreadMicro / Micro) + (MissingShare * Math.Sqrt(_calls + _variance));
        double sum = _variance + (MissingShare * _calls);
        _freedom = spread > 0 ? sum * sum / (spread * spread) : double.PositiveInfinity;
        _isTold = cell.Detail.VarianceMicro < Int128.MaxValue && cell.SpreadMicro < Int128.MaxValue;
    }

    /// <summary>Share of the calls that no event stands for, though tallies say that there were such.</summary>
    public double MissingShare { get; }

    /// <summary>Whether every call was recorded: means are exact.</summary>
    public bool IsNone => _variance <= 0 && MissingShare <= 0;

    /// <summary>Kish's effective sample size, squared sum of weights over sum of squares.</summary>
    public double SampleSize => _calls > 0 ? _calls * _calls / (_calls + _variance) : 0;

    /// <summary>Sampling variance of a mean over all calls of the cell.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="squares">Sum of b y².</param>
    /// <param name="products">Sum of b x y.</param>
    /// <param name="deviation">Standard deviation of single calls around the mean.</param>
    public double VarianceOf(double mean, double squares, double products, double deviation)
    {
        double ofSampled = Math.Max(0, squares - (2 * mean * products) + (mean * mean * _variance));
        double ofMissing = MissingShare * _calls * deviation * deviation;
        return (ofSampled + ofMissing) / (_calls * _calls);
    }

    /// <summary>The interval of a mean over all calls of the cell; null if it is exact.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="variance">Its sampling variance, see <see cref="VarianceOf"/>.</param>
    public MeanInterval? IntervalOf(double mean, double variance) => IsNone ? null : IntervalOf(mean, variance, SampleSize, _freedom);

    /// <summary>The interval of a mean over those calls whose events reported something; null if it is exact.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="variance">Its sampling variance.</param>
    /// <param name="calls">Calls that these events stand for.</param>
    /// <param name="callsVariance">Sum of b x² over these events.</param>
    public MeanInterval? IntervalOfPart(double mean, double variance, double calls, double callsVariance)
    {
        if (IsNone)
            return null;
        // How the spread of weights is divided is not kept: by their sums.
        double freedom = _variance > 0 ? _freedom * Math.Min(1, callsVariance / _variance) : _freedom;
        return IntervalOf(mean, variance, calls * calls / (calls + callsVariance), freedom);
    }

    private MeanInterval IntervalOf(double mean, double variance, double sampleSize, double freedom)
    {
        bool isTold = _isTold && freedom >= FreedomMin && sampleSize > 1 && double.IsFinite(variance);
        if (!isTold || mean <= 0)
            return new MeanInterval(mean == 0 ? 0 : null, null);
        double scale = (_variance + (MissingShare * _calls)) / (_calls * _calls);
        double relative = variance / (mean * mean) * (sampleSize / (sampleSize - 1));
        double margin = relative > SpreadMin * scale ? LogInterval.Margin(relative, freedom) : LogOfTwenty / sampleSize;
        (double lower, double upper) = LogInterval.Around(mean, margin);
        return new MeanInterval(lower, upper);
    }
}
