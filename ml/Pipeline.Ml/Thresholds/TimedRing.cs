namespace Pipeline.Ml.Thresholds;

/// <summary>The latest values with the times they came at, oldest first; a full ring forgets its oldest.</summary>
/// <param name="capacity">At least 1.</param>
internal sealed class TimedRing(int capacity)
{
    private readonly Queue<(double Value, long Time)> _entries = new();

    public int Count => _entries.Count;

    public int Capacity => capacity;

    /// <summary>Adds a value.</summary>
    /// <returns>The time of the value that was forgotten for it; null if there was room.</returns>
    public long? Add(double value, long time)
    {
        long? forgotten = _entries.Count == capacity ? _entries.Dequeue().Time : null;
        _entries.Enqueue((value, time));
        return forgotten;
    }

    /// <summary>Forgets values from before a time.</summary>
    public void ForgetBefore(long time)
    {
        while (_entries.TryPeek(out (double Value, long Time) oldest) && oldest.Time < time)
            _entries.Dequeue();
    }

    /// <summary>The latest values, at most so many, oldest first.</summary>
    public double[] Latest(int count) => [.. _entries.Skip(Math.Max(0, _entries.Count - count)).Select(entry => entry.Value)];

    /// <summary>Little-endian: count (int32), then each value (float64) and time (int64).</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(_entries.Count);
        foreach ((double value, long time) in _entries)
        {
            writer.Write(value);
            writer.Write(time);
        }
    }

    /// <summary>Fills an empty ring.</summary>
    /// <param name="reader">At what <see cref="Write"/> wrote.</param>
    /// <param name="timeMax">No value may be from later.</param>
    /// <exception cref="InvalidDataException">The bytes are no ring of this capacity or end too early.</exception>
    public void Read(BinaryReader reader, long timeMax)
    {
        CheckedReader bytes = new(reader);
        int count = bytes.Int32("number of peaks", 0, capacity);
        long time = 0;
        for (int index = 0; index < count; index++)
        {
            double value = bytes.Double("peak", double.Epsilon, double.MaxValue);
            time = bytes.Int64("time of a peak", time, timeMax);
            _entries.Enqueue((value, time));
        }
    }
}
