namespace Pipeline.Client.Sampling;

/// <summary>Decides which calls of a second are kept in detail, by drawing how many to skip rather than a number for each call.</summary>
/// <remarks>
/// <para>
/// The i-th call of a second is kept with probability p_i = max(p, 1/i), where p is fixed before the second, and is 0 once the second's
/// upper bound of kept calls is reached. So the first call is always kept, a second of n calls keeps about ln n calls even at p = 0, and p_i
/// depends on nothing but the past: the sum of 1/p_i over the kept calls is an unbiased estimate of the calls (each term's expectation,
/// given the past, is one).
/// </para>
/// <para>
/// Skips: while 1/i &gt; p, the chance that none of calls i+1 to j is kept is the product of (1 - 1/m), which telescopes to i/j; afterwards the
/// skip is geometric. Not thread-safe; a mutable struct in the field of its owner.
/// </para>
/// </remarks>
internal struct SkipSampler
{
    private double _probability;
    private double _inverseLogOfMiss;
    private long _index;
    private long _next;
    private long _keptMax;
    private long _kept;
    private bool _hasFloor;
    private ulong _random;

    /// <param name="seed">Of the random numbers; any but zero.</param>
    public SkipSampler(ulong seed)
    {
        _random = seed == 0 ? 1 : seed;
        _next = long.MaxValue;
    }

    /// <summary>Begins a second.</summary>
    /// <param name="probability">p, 0 to 1.</param>
    /// <param name="keptMax">How many calls may be kept by p; then only 1/i is left.</param>
    /// <param name="hasFloor">Whether 1/i holds at all: of several threads only one need keep a call at any load.</param>
    public void Begin(double probability, long keptMax, bool hasFloor = true)
    {
        if (probability != _probability)
        {
            _probability = probability;
            _inverseLogOfMiss = probability is > 0 and < 1 ? 1 / Math.Log(1 - probability) : 0;
        }

        _index = 0;
        _kept = 0;
        _keptMax = keptMax;
        _hasFloor = hasFloor;
        _next = 1;
        if (!hasFloor)
            Skip(keptMax > 0 ? probability : 0);
    }

    /// <summary>Counts a call and says whether it is to be kept. If so, <see cref="KeptProbability"/> holds until the next call.</summary>
    public bool Next() => ++_index >= _next;

    /// <summary>What <see cref="Next"/> said of the call just counted.</summary>
    public readonly bool IsKept => _index >= _next;

    /// <summary>The probability with which the call just counted was kept, or would have been. In (0, 1].</summary>
    public readonly double KeptProbability
    {
        get
        {
            double p = _kept >= _keptMax ? 0 : _probability;
            if (p >= 1)
                return 1;
            double floor = _hasFloor ? 1.0 / _index : 0;
            return p > floor ? p : floor;
        }
    }

    /// <summary>Draws the next call to keep; called once for each kept call, after its probability was read.</summary>
    public void Advance()
    {
        _kept++;
        double p = _kept >= _keptMax ? 0 : _probability;
        if (p >= 1 || !_hasFloor)
        {
            Skip(p);
            return;
        }

        // Up to this call 1/i is the larger one.
        double lastOfFloor = p > 0 ? Math.Floor(1 / p) : double.PositiveInfinity;
        double next = _index;
        if (_index < lastOfFloor)
        {
            next = Math.Floor(_index / NextUniform()) + 1;
            if (next <= lastOfFloor)
            {
                _next = (long)Math.Min(next, MaxSkip);
                return;
            }

            next = p > 0 ? lastOfFloor : next;
        }

        if (p > 0)
            next += 1 + Math.Floor(Math.Log(NextUniform()) * (_kept >= _keptMax ? 0 : _inverseLogOfMiss));
        _next = (long)Math.Min(next, MaxSkip);
    }

    /// <summary>Seconds that a call's time may lie behind the newest without beginning a second of its own.</summary>
    public const long SecondsBackMax = 60;

    private const double MaxSkip = 1e18;

    /// <summary>Draws the next call by p alone.</summary>
    private void Skip(double p)
    {
        if (p >= 1)
            _next = _index + 1;
        else if (p <= 0)
            _next = long.MaxValue;
        else
            _next = (long)Math.Min(_index + 1 + Math.Floor(Math.Log(NextUniform()) * _inverseLogOfMiss), MaxSkip);
    }

    /// <summary>Uniform in (0, 1], by xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled", 2016).</summary>
    private double NextUniform()
    {
        _random ^= _random >> 12;
        _random ^= _random << 25;
        _random ^= _random >> 27;
        return ((_random * 0x2545F4914F6CDD1DUL >> 11) + 1) * (1.0 / (1UL << 53));
    }
}
