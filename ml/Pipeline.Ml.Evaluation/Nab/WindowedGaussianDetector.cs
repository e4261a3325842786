using Pipeline.Ml.Evaluation.Statistics;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>The benchmark's simplest serious baseline: how far into the tail of a normal distribution of past values a value
/// lies.</summary>
/// <remarks>
/// Mean and deviation are those of the last 6,400 values, a size which the benchmark's authors chose for it; once the window is full it
/// moves on by 100 values at a time. A score of .5 is the mean itself, 1 is infinitely far to either side. Missing values score 0 and are
/// not kept.
/// </remarks>
public sealed class WindowedGaussianDetector : ISeriesDetector
{
    private const int WindowSize = 6_400;
    private const int StepSize = 100;

    /// <summary>The deviation of a window of equal values, so that any other value is infinitely far.</summary>
    private const double SmallestDeviation = 1e-6;

    /// <summary>As in the benchmark's published results: beyond about seven deviations all are alike, whereby they gain false
    /// alarms.</summary>
    private const int Digits = 12;

    private readonly double[] _window = new double[WindowSize];
    private readonly double[] _waiting = new double[StepSize];
    private int _count;
    private int _waitingCount;
    private double _mean;
    private double _squares;
    private double _deviation = 1.0;

    public double Score(DateTime timestamp, double value)
    {
        if (double.IsNaN(value))
            return 0.0;

        double score = _count == 0 ? 0.0 : Math.Round(1.0 - NormalTail.Above(Math.Abs(value - _mean) / _deviation), Digits);
        if (_count < WindowSize)
            Fill(value);
        else
            Slide(value);

        return score;
    }

    /// <summary>Welford's recurrence, as a mean of squares less a squared mean loses all digits on a constant series.</summary>
    private void Fill(double value)
    {
        _window[_count++] = value;
        double step = value - _mean;
        _mean += step / _count;
        _squares += step * (value - _mean);
        SetDeviation();
    }

    private void Slide(double value)
    {
        _waiting[_waitingCount++] = value;
        if (_waitingCount < StepSize)
            return;

        _waitingCount = 0;
        Array.Copy(_window, StepSize, _window, 0, WindowSize - StepSize);
        _waiting.CopyTo(_window, WindowSize - StepSize);
        _mean = _window.Sum() / WindowSize;
        _squares = _window.Sum(kept => (kept - _mean) * (kept - _mean));
        SetDeviation();
    }

    private void SetDeviation()
    {
        double deviation = Math.Sqrt(_squares / _count);
        _deviation = deviation > 0.0 ? deviation : SmallestDeviation;
    }
}
