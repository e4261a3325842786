using Pipeline.Ml.Randomness;

namespace Pipeline.Ml.Evaluation.FalseAlarms;

/// <summary>Standard normal numbers one after the other, each correlated with the one before: AR(1), stationary from the first.</summary>
/// <remarks>By Marsaglia's polar method; a seed names a series.</remarks>
public sealed class NormalSeries
{
    private readonly double _correlation;
    private readonly double _innovation;
    private SeededRandom _random;
    private double _spare = double.NaN;
    private double _current;

    /// <param name="correlation">Of neighbours, in [0, 1); 0 makes them independent.</param>
    /// <param name="seed">Names the series.</param>
    /// <exception cref="ArgumentOutOfRangeException">The correlation is outside its range.</exception>
    public NormalSeries(double correlation, long seed)
    {
        if (!(correlation >= 0 && correlation < 1))
            throw new ArgumentOutOfRangeException(nameof(correlation), correlation, "The correlation must lie in [0, 1).");
        _correlation = correlation;
        _innovation = Math.Sqrt(1 - (correlation * correlation));
        _random = new SeededRandom(seed);
        _current = Independent();
    }

    public double Next()
    {
        double current = _current;
        _current = (_correlation * current) + (_innovation * Independent());
        return current;
    }

    private double Independent()
    {
        if (!double.IsNaN(_spare))
        {
            double spare = _spare;
            _spare = double.NaN;
            return spare;
        }

        while (true)
        {
            double x = Symmetric();
            double y = Symmetric();
            double square = (x * x) + (y * y);
            if (square is >= 1 or 0)
                continue;
            double factor = Math.Sqrt(-2 * Math.Log(square) / square);
            _spare = y * factor;
            return x * factor;
        }
    }

    /// <summary>Uniform in (-1, 1).</summary>
    private double Symmetric() => (2 * _random.NextDouble()) - 1;
}
