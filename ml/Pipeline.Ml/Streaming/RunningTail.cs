namespace Pipeline.Ml.Streaming;

/// <summary>Says how far a value lies out among the most recent ones of its kind, and how far beyond all of them.</summary>
/// <remarks>
/// <para>
/// Surprise is -ln p. Within what was seen, p is the value's rank: the share of values that lie at least as far out. Beyond it lies a
/// Pareto tail: with n values seen, p = 1 / (n + 1) at the extreme and falls there as steeply as it fell, on average, from 1/2 at the
/// median. In units of the extreme's distance from the median, so whatever the values' unit; and a kind of value that has always had high
/// peaks needs a much higher one to stand out.
/// </para>
/// <para>
/// Values that hardly vary get a least distance between median and extreme, so that a step below what matters is no more than a surprise
/// of rank. Equal values count as seen. Memory: 16 bytes a value of the capacity. A value costs two binary searches and moving part of
/// the numbers remembered. Not thread-safe.
/// </para>
/// </remarks>
public sealed class RunningTail
{
    private const double Ln2 = 0.69314718055994531;

    private readonly double[] _arrived;
    private readonly double[] _sorted;
    private readonly double _leastDistance;
    private readonly double _leastRelativeDistance;
    private int _next;

    /// <param name="capacity">Values remembered, at least 2.</param>
    /// <param name="leastDistance">The extreme counts as at least so far from the median, in the values' unit; 0 or more.</param>
    /// <param name="leastRelativeDistance">Likewise, as a share of the median's magnitude; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range or not finite.</exception>
    public RunningTail(int capacity, double leastDistance = 0.0, double leastRelativeDistance = 0.01)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        if (!(leastDistance >= 0 && double.IsFinite(leastDistance)))
            throw new ArgumentOutOfRangeException(nameof(leastDistance), leastDistance, "A distance is finite and 0 or more.");
        if (!(leastRelativeDistance >= 0 && double.IsFinite(leastRelativeDistance)))
            throw new ArgumentOutOfRangeException(nameof(leastRelativeDistance), leastRelativeDistance, "A share is finite and 0 or more.");

        _leastDistance = leastDistance;
        _leastRelativeDistance = leastRelativeDistance;
        _arrived = new double[capacity];
        _sorted = new double[capacity];
    }

    public int Capacity => _arrived.Length;

    /// <summary>Values remembered now.</summary>
    public int Count { get; private set; }

    /// <summary>The middle one of the values remembered; NaN before the first.</summary>
    public double Median => Count == 0 ? double.NaN : _sorted[Count / 2];

    /// <summary>How surprising it is to lie so high: 0 for the lowest, ln 2 about the median, ln(n + 1) and more above all seen; always
    /// finite. NaN gives 0.</summary>
    /// <exception cref="ArgumentException">The value is infinite.</exception>
    public double UpperSurprise(double value)
    {
        RefuseInfinite(value);
        if (Count == 0 || double.IsNaN(value))
            return 0.0;

        int asHigh = Count - LowerBound(value);
        return asHigh > 0 ? -Math.Log((asHigh + 1.0) / (Count + 1.0)) : Beyond(value, _sorted[Count - 1]);
    }

    /// <summary>How surprising it is to lie so low; see <see cref="UpperSurprise"/>.</summary>
    /// <exception cref="ArgumentException">The value is infinite.</exception>
    public double LowerSurprise(double value)
    {
        RefuseInfinite(value);
        if (Count == 0 || double.IsNaN(value))
            return 0.0;

        int asLow = UpperBound(value);
        return asLow > 0 ? -Math.Log((asLow + 1.0) / (Count + 1.0)) : Beyond(value, _sorted[0]);
    }

    /// <summary>How surprising it is to lie so far out on either side, both tried: at least 0; positive when high is the more surprising,
    /// negative when low is.</summary>
    /// <exception cref="ArgumentException">The value is infinite.</exception>
    public double SignedSurprise(double value)
    {
        double upper = UpperSurprise(value);
        double lower = LowerSurprise(value);
        return upper >= lower ? Math.Max(0.0, upper - Ln2) : -Math.Max(0.0, lower - Ln2);
    }

    /// <summary>Remembers a value, and forgets the oldest when full; NaN is passed over.</summary>
    /// <exception cref="ArgumentException">The value is infinite.</exception>
    public void Learn(double value)
    {
        RefuseInfinite(value);
        if (double.IsNaN(value))
            return;

        int end = Count;
        if (Count == Capacity)
        {
            int forgotten = LowerBound(_arrived[_next]);
            end = Count - 1;
            Array.Copy(_sorted, forgotten + 1, _sorted, forgotten, end - forgotten);
        }

        Count = end;
        int place = LowerBound(value);
        Array.Copy(_sorted, place, _sorted, place + 1, end - place);
        _sorted[place] = value;
        Count = end + 1;
        _arrived[_next] = value;
        _next = _next + 1 == Capacity ? 0 : _next + 1;
    }

    private static void RefuseInfinite(double value)
    {
        if (double.IsInfinity(value))
            throw new ArgumentException("An infinite value has no distance from others.", nameof(value));
    }

    /// <summary>The surprise of a value beyond the extreme of its side.</summary>
    private double Beyond(double value, double extreme)
    {
        // Halves, because the distance between two finite numbers may not be one.
        double excess = Math.Abs((value / 2) - (extreme / 2));
        double reach = Math.Abs((extreme / 2) - (Median / 2));
        double distance = Math.Max(reach, Math.Max(_leastDistance / 2, _leastRelativeDistance * (Math.Abs(Median) / 2)));

        // Nothing but zeros has no scale: whatever is not zero then counts as once the distance.
        double ratio = distance > 0 ? Math.Min(excess / distance, double.MaxValue) : 1.0;
        return Math.Log(Count + 1.0) + (Math.Log((Count + 1.0) / 2.0) * Math.Log(1.0 + ratio));
    }

    private int LowerBound(double value)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_sorted[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private int UpperBound(double value)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_sorted[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
