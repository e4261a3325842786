namespace Pipeline.Ml.Streaming;

/// <summary>Turns one measured quantity over time into rows for a <see cref="StreamingDetector"/>, as each value arrives.</summary>
/// <remarks>
/// Five columns: the value for spikes, its mean over a few and over more values for changes of level and of density, and how far these two
/// means lie from what is usual at the time of day, for values that are ordinary at other times. Nothing looks ahead. Memory: a few
/// kilobytes. Not thread-safe.
/// </remarks>
public sealed class SeriesFeatures
{
    /// <summary>Numbers in a row.</summary>
    public const int ColumnCount = 5;

    private const int FewValues = 6;
    private const int MoreValues = 24;
    private const int SlotsPerDay = 24;
    private const int DaysRemembered = 7;

    /// <summary>Deviations from the usual that are below this share of either are none: a repeated day never repeats to the last
    /// digit.</summary>
    private const double LeastRelativeDeviation = 0.01;

    private readonly ScoreSmoother _few = new(FewValues);
    private readonly ScoreSmoother _more = new(MoreValues);
    private readonly DayProfile _usualFew = new(SlotsPerDay, DaysRemembered);
    private readonly DayProfile _usualMore = new(SlotsPerDay, DaysRemembered);
    private DateTime _last;

    /// <summary>What each column holds, for people.</summary>
    public static IReadOnlyList<string> ColumnNames { get; } =
        ["value", "mean of 6", "mean of 24", "mean of 6 against the time of day", "mean of 24 against the time of day"];

    /// <summary>Makes the row of the next value.</summary>
    /// <param name="timestamp">When it was measured, in the zone that the day's rhythm follows; never before the last one.</param>
    /// <param name="value">NaN = missing: then all columns are, and the means go on with the next value.</param>
    /// <param name="row">Filled; <see cref="ColumnCount"/> long.</param>
    /// <exception cref="ArgumentException">The row has another length, the time goes back, or the value is infinite or beyond single
    /// precision; nothing is then learnt.</exception>
    public void Next(DateTime timestamp, double value, Span<float> row)
    {
        if (row.Length != ColumnCount)
            throw new ArgumentException($"A row has {ColumnCount} numbers, not {row.Length}.", nameof(row));
        if (timestamp < _last)
            throw new ArgumentException($"{timestamp:yyyy-MM-dd HH:mm:ss} comes after {_last:yyyy-MM-dd HH:mm:ss}: time goes back.", nameof(timestamp));
        if (float.IsInfinity((float)value))
            throw new ArgumentException($"The value {value} is beyond single precision.", nameof(value));

        _last = timestamp;
        if (double.IsNaN(value))
        {
            row.Fill(float.NaN);
            return;
        }

        double few = _few.Smooth(value);
        double more = _more.Smooth(value);
        row[0] = (float)value;
        row[1] = (float)few;
        row[2] = (float)more;
        row[3] = Deviation(few, _usualFew.Usual(timestamp));
        row[4] = Deviation(more, _usualMore.Usual(timestamp));
        _usualFew.Learn(timestamp, few);
        _usualMore.Learn(timestamp, more);
    }

    /// <summary>
    /// How far the value lies outside what is usual; NaN when nothing is known to be, and never infinite, though two values may lie farther
    /// apart than a Single reaches.
    /// </summary>
    private static float Deviation(double value, (double Low, double High) usual)
    {
        double nearest = Math.Max(usual.Low, Math.Min(usual.High, value));
        double deviation = value - nearest;
        double least = LeastRelativeDeviation * Math.Max(Math.Abs(value), Math.Abs(nearest));
        double beyond = Math.CopySign(Math.Max(0.0, Math.Abs(deviation) - least), deviation);
        return double.IsNaN(deviation) ? float.NaN : (float)Math.Clamp(beyond, float.MinValue, float.MaxValue);
    }
}
