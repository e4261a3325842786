namespace Pipeline.Ml.Evaluation.FalseAlarms;

/// <summary>Standard normal numbers one after the other, each correlated with the one before: AR(1), stationary from the first.</summary>
/// <remarks>Xoshiro256** (Blackman and Vigna 2018) and Marsaglia's polar method; the same seed gives the same series on every machine.</remarks>
public sealed class NormalSeries
{
    private readonly double _correlation;
    private readonly double _innovation;
    private ulong _state0;
    private ulong _state1;
    private ulong _state2;
    private ulong _state3;
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
        ulong mixer = (ulong)seed;
        _state0 = SplitMix(ref mixer);
        _state1 = SplitMix(ref mixer);
        _state2 = SplitMix(ref mixer);
        _state3 = SplitMix(ref mixer);
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
    private double Symmetric() => ((NextBits() >> 11) * (2.0 / (1UL << 53))) - 1;

    private ulong NextBits()
    {
        ulong result = ulong.RotateLeft(_state1 * 5, 7) * 9;
        ulong shifted = _state1 << 17;
        _state2 ^= _state0;
        _state3 ^= _state1;
        _state1 ^= _state2;
        _state0 ^= _state3;
        _state2 ^= shifted;
        _state3 = ulong.RotateLeft(_state3, 45);
        return result;
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
