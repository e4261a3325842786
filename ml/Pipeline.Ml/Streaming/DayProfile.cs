namespace Pipeline.Ml.Streaming;

/// <summary>What is usual at each time of the day, learnt from the days before.</summary>
/// <remarks>
/// The day is cut into slots; each remembers the mean of its values on each of the last few days, and expects their mean. Memory: 16 bytes
/// x slots x days, allocated at once. Not thread-safe.
/// </remarks>
public sealed class DayProfile
{
    private readonly double[] _sums;
    private readonly int[] _counts;
    private readonly long[] _days;
    private readonly int _slotCount;
    private readonly int _dayCount;

    /// <param name="slotCount">Slots in a day, at least 1: 48 are half hours.</param>
    /// <param name="dayCount">Days remembered, at least 1.</param>
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
    }

    /// <summary>The mean, over the days remembered before this one, of what was usual at this time; NaN while fewer than so many days know
    /// it.</summary>
    /// <param name="timestamp">In the zone that the day's rhythm follows.</param>
    /// <param name="leastDayCount">Days that must know this time of day, at least 1.</param>
    public double Expect(DateTime timestamp, int leastDayCount)
    {
        long today = timestamp.Ticks / TimeSpan.TicksPerDay;
        int first = SlotOf(timestamp) * _dayCount;
        double sum = 0;
        int days = 0;
        for (int i = first; i < first + _dayCount; i++)
        {
            if (_counts[i] > 0 && _days[i] < today && _days[i] >= today - _dayCount)
            {
                sum += _sums[i] / _counts[i];
                days++;
            }
        }

        return days >= Math.Max(1, leastDayCount) ? sum / days : double.NaN;
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

    private int SlotOf(DateTime timestamp) => (int)(timestamp.TimeOfDay.Ticks * _slotCount / TimeSpan.TicksPerDay);
}
