using System.Numerics;
using Pipeline.Core.Packing;

namespace Pipeline.Detection.Baselines;

/// <summary>Values evenly spread over the time that was learnt from, up to a span: their median and spread are what is usual.</summary>
/// <remarks>
/// Every stride-th value is kept. When the table is full and does not reach back over the span yet, every second value goes and the stride
/// doubles; from then on the oldest goes. So a leak that takes an hour cannot hide in a table that only reaches back minutes, and a few
/// hours of something odd do not move the median of a day. Kept as <see cref="Half"/>: 2 bytes a value, 0.05 % of resolution.
/// </remarks>
internal sealed class SpreadHistory
{
    public const int Capacity = 64;

    private const int WaitsFrom = 32;

    // The standard deviation of a normal distribution, in distances between its quartiles.
    private const double QuartilesToDeviation = 1 / 1.349;

    private readonly Half[] _values = new Half[Capacity];
    private int _start;
    private long _stride = 1;
    private long _skipped;
    private double _median;
    private double _deviation;
    private bool _isStale = true;

    public int Count { get; private set; }

    /// <summary>Values learnt, also those that were not kept.</summary>
    public long Learnt { get; private set; }

    public double Median
    {
        get
        {
            Refresh();
            return _median;
        }
    }

    /// <summary>Robust standard deviation, from the distance between the quartiles.</summary>
    public double Deviation
    {
        get
        {
            Refresh();
            return _deviation;
        }
    }

    /// <param name="value">Finite.</param>
    /// <param name="span">Values that the table shall reach back over.</param>
    public void Learn(double value, long span)
    {
        Learnt++;
        if (++_skipped < _stride)
            return;
        _skipped = 0;
        if (Count == Capacity && _stride * Capacity < span)
            Thin();
        _values[(_start + Count) % Capacity] = Clamp(value);
        if (Count == Capacity)
            _start = (_start + 1) % Capacity;
        else
            Count++;
        _isStale = true;
    }

    /// <summary>Takes these for all that is known.</summary>
    public void Replace(ReadOnlySpan<double> values)
    {
        Clear();
        foreach (double value in values[^Math.Min(values.Length, Capacity)..])
            _values[Count++] = Clamp(value);
        Learnt = Count;
    }

    /// <summary>Makes these usual too: they take the place of half of the values.</summary>
    public void Blend(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
            return;
        for (int index = 0; index < Count; index++)
        {
            // The sequence of Thue and Morse: whatever thins the table out later, half of what is left are these.
            if (BitOperations.PopCount((uint)index) % 2 == 0)
                _values[(_start + index) % Capacity] = Clamp(values[index % values.Length]);
        }

        _isStale = true;
    }

    /// <summary>As if so many windows had had this value.</summary>
    public void Fill(double value, long count)
    {
        Clear();
        for (int index = 0; index < Math.Min(count, Capacity); index++)
            _values[Count++] = Clamp(value);
        Learnt = count;
        while (_stride * Capacity < count)
            _stride *= 2;
    }

    public void Write(PackedWriter writer)
    {
        writer.WriteCount(Count);
        for (int index = 0; index < Count; index++)
            writer.WriteHalf(_values[(_start + index) % Capacity]);
        writer.WriteCount(_stride);
        writer.WriteCount(_skipped);
        writer.WriteCount(Learnt);
    }

    public static SpreadHistory Read(ref PackedReader reader)
    {
        SpreadHistory history = new() { Count = reader.ReadInt(Capacity) };
        for (int index = 0; index < history.Count; index++)
            history._values[index] = reader.ReadHalf();
        history._stride = Math.Max(1, reader.ReadCount());
        history._skipped = reader.ReadCount();
        history.Learnt = reader.ReadCount();
        return history;
    }

    private static Half Clamp(double value) => (Half)Math.Clamp(value, -60_000, 60_000);

    private void Clear()
    {
        (Count, _start, _stride, _skipped, _isStale) = (0, 0, 1, 0, true);
    }

    private void Thin()
    {
        Span<Half> kept = stackalloc Half[Capacity];
        int count = 0;
        for (int index = 1; index < Count; index += 2)
            kept[count++] = _values[(_start + index) % Capacity];
        kept[..count].CopyTo(_values);
        (Count, _start, _stride) = (count, 0, _stride * 2);
    }

    private void Refresh()
    {
        if (!_isStale)
            return;
        _isStale = false;
        // The latest third waits: what creeps up would otherwise widen what is usual as it goes.
        int count = Count < WaitsFrom ? Count : Math.Max(WaitsFrom, Count * 2 / 3);
        Span<double> sorted = stackalloc double[Capacity];
        sorted = sorted[..count];
        for (int index = 0; index < count; index++)
            sorted[index] = (double)_values[(_start + index) % Capacity];
        sorted.Sort();
        _median = count == 0 ? double.NaN : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        _deviation = count == 0 ? double.NaN : (sorted[count - 1 - (count / 4)] - sorted[count / 4]) * QuartilesToDeviation;
    }
}
