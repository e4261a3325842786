namespace Pipeline.Ml.Streaming;

/// <summary>What is usual at each time of the day, learnt from the days before.</summary>
/// <remarks>
/// <para>
/// The day is cut into slots; each remembers the mean of its values on each of the last few days. Once three days know a slot their median
/// is what is usual: a day on which all went wrong moves it no further than to the next of the others. Of two nobody can say which was the
/// odd one, so whatever lies between them is usual. And while there are only one or two, a mean that lies far out among those of all slots
/// is not believed unless the other day lies out there too (three quartile distances beyond the quartiles: Tukey, "Exploratory Data
/// Analysis", 1977).
/// </para>
/// <para>Memory: 28 bytes x slots x days, allocated at once. Not thread-safe.</para>
/// </remarks>
public sealed class DayProfile
{
    /// <summary>Fewer have no majority.</summary>
    private const int LeastDaysForMedian = 3;

    /// <summary>Tukey's outer fences, in distances between the quartiles.</summary>
    private const double FarOut = 3.0;

    private readonly double[] _sums;
    private readonly int[] _counts;
    private readonly long[] _days;
    private readonly double[] _means;
    private readonly int _slotCount;
    private readonly int _dayCount;

    /// <param name="slotCount">Slots in a day, at least 1: 48 are half hours.</param>
    /// <param name="dayCount">Days remembered, at least 1; below 3 nothing but ranges comes of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range, or both are too large together.</exception>
    public DayProfile(int slotCount, int dayCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slotCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dayCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dayCount, Array.MaxLength / slotCount);
        _slotCount = slotCount;
        _dayCount = dayCount;
        _sums = new double[slotCount * dayCount];
        _counts = new int[slotCount * dayCount];
        _days = new long[slotCount * dayCount];
        _means = new double[slotCount * dayCount];
    }

    /// <summary>What days before this one make usual at this time: from the lower to the higher, both the same but while two days alone
    /// know it, both NaN while none does.</summary>
    /// <param name="timestamp">In the zone that the day's rhythm follows.</param>
    public (double Low, double High) Usual(DateTime timestamp)
    {
        long today = timestamp.Ticks / TimeSpan.TicksPerDay;
        int slot = SlotOf(timestamp) * _dayCount;
        int days = CollectMeans(slot, slot + _dayCount, today);
        if (days < LeastDaysForMedian)
            return RangeOfBelievable(_means.AsSpan(0, days), today);

        double median = (_means[(days - 1) / 2] + _means[days / 2]) / 2.0;
        return (median, median);
    }

    /// <summary>Takes a value into its slot of its day; NaN is passed over.</summary>
    public void Learn(DateTime timestamp, double value)
    {
        if (double.IsNaN(value))
            return;

        long today = timestamp.Ticks / TimeSpan.TicksPerDay;
        int place = (SlotOf(timestamp) * _dayCount) + (int)(today % _dayCount);
        if (_days[place] != today)
            (_days[place], _sums[place], _counts[place]) = (today, 0.0, 0);

        _sums[place] += value;
        _counts[place]++;
    }

    /// <summary>Sorts the means of the days before today among these places to the front, and counts them.</summary>
    private int CollectMeans(int start, int end, long today)
    {
        int found = 0;
        for (int i = start; i < end; i++)
        {
            if (_counts[i] > 0 && _days[i] < today && _days[i] >= today - _dayCount)
                _means[found++] = _sums[i] / _counts[i];
        }

        Array.Sort(_means, 0, found);
        return found;
    }

    private (double Low, double High) RangeOfBelievable(ReadOnlySpan<double> few, long today)
    {
        if (few.IsEmpty)
            return (double.NaN, double.NaN);

        (double lowest, double highest) = (few[0], few[^1]);
        int all = CollectMeans(0, _means.Length, today);
        (double lower, double upper) = (_means[all / 4], _means[all - 1 - (all / 4)]);
        double reach = FarOut * (upper - lower);
        int low = Side(lowest, lower - reach, upper + reach);
        int high = Side(highest, lower - reach, upper + reach);
        if (low == high)
            return low == 0 || few.Length > 1 ? (lowest, highest) : (double.NaN, double.NaN);

        return low == 0 ? (lowest, lowest) : high == 0 ? (highest, highest) : (double.NaN, double.NaN);
    }

    /// <summary>-1 below both fences, 1 above, 0 between.</summary>
    private static int Side(double mean, double lowerFence, double upperFence) => mean < lowerFence ? -1 : mean > upperFence ? 1 : 0;

    private int SlotOf(DateTime timestamp) => (int)(timestamp.TimeOfDay.Ticks * _slotCount / TimeSpan.TicksPerDay);
}
