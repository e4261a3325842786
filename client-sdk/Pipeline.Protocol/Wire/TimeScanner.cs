using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Wire;

/// <summary>Walks the time column: every time must lie between the section's base time and the end of the calendar.</summary>
internal static class TimeScanner
{
    /// <summary>Finds the earliest and latest time, Unix ms; false if the column is not whole or leaves the calendar.</summary>
    public static bool TryScan(ReadOnlySpan<byte> source, in ColumnFrame frame, int count, long baseTimeUnixMs, out long min, out long max)
    {
        long factor = DecimalScale.Factor(frame.Exponent);
        ulong most = (ulong)((EventLimits.TimeUnixMsMax - baseTimeUnixMs) / factor);
        bool whole = frame.Values == ColumnEncoding.Delta
            ? TryScanDeltas(source, frame.IsZigzag, count, most, out ulong least, out ulong largest)
            : TryScanPlain(source, frame, count, most, out least, out largest);
        min = baseTimeUnixMs + ((long)least * factor);
        max = baseTimeUnixMs + ((long)largest * factor);
        return whole;
    }

    private static bool TryScanPlain(ReadOnlySpan<byte> source, in ColumnFrame frame, int count, ulong most, out ulong least, out ulong largest)
    {
        bool whole = ColumnScanner.TryScan(source, frame.Values, count, most: 0, out ColumnScanner scanner)
            && !frame.IsZigzag && scanner.Max <= most;
        least = whole ? scanner.Min : 0;
        largest = whole ? scanner.Max : 0;
        return whole;
    }

    private static bool TryScanDeltas(ReadOnlySpan<byte> source, bool zigzag, int count, ulong most, out ulong least, out ulong largest)
    {
        least = most;
        largest = 0;
        if (count > source.Length)
            return false;
        int at = 0;
        ulong time = 0;
        for (int index = 0; index < count; index++)
        {
            if (!Varint.TryRead(source, ref at, out ulong stored))
                return false;

            // A sum that wraps below zero or beyond 64 bits ends above the bound: a step is below 2^64, the bound far below 2^63.
            ulong step = zigzag ? (ulong)Varint.FromZigzag(stored) : stored;
            if ((!zigzag && step > most) || time + step > most)
                return false;
            time += step;
            least = Math.Min(least, time);
            largest = Math.Max(largest, time);
        }

        return at == source.Length;
    }
}
