namespace Pipeline.Core.Series;

/// <summary>Times and widths of steps: arithmetic, and words for people.</summary>
internal static class StepTimes
{
    private const long SecondMs = 1_000;
    private const long MinuteMs = 60 * SecondMs;
    private const long HourMs = 60 * MinuteMs;

    public const long DayMs = 24 * HourMs;

    // Steps that people read easily: each divides the day, and most of the ones after it.
    private static readonly long[] s_roundMs =
    [
        SecondMs, 2 * SecondMs, 5 * SecondMs, 10 * SecondMs, 20 * SecondMs, 30 * SecondMs,
        MinuteMs, 2 * MinuteMs, 5 * MinuteMs, 10 * MinuteMs, 20 * MinuteMs, 30 * MinuteMs,
        HourMs, 2 * HourMs, 3 * HourMs, 6 * HourMs, 12 * HourMs, DayMs,
    ];

    /// <summary>The multiple of <paramref name="step"/> at or before a time.</summary>
    public static long Floor(long time, long step)
    {
        long remainder = time % step;
        return time - (remainder < 0 ? remainder + step : remainder);
    }

    /// <summary>The multiple of <paramref name="step"/> at or after a time.</summary>
    public static long Ceiling(long time, long step) => Floor(time + step - 1, step);

    /// <summary>The first round step that is no shorter; whole days beyond one.</summary>
    public static long Round(long leastMs)
    {
        foreach (long round in s_roundMs)
        {
            if (round >= leastMs)
                return round;
        }

        return Ceiling(leastMs, DayMs);
    }

    /// <summary>For instance <c>10s</c>, <c>5m</c>.</summary>
    public static string Describe(long ms) => ms switch
    {
        _ when ms % DayMs == 0 => $"{ms / DayMs}d",
        _ when ms % HourMs == 0 => $"{ms / HourMs}h",
        _ when ms % MinuteMs == 0 => $"{ms / MinuteMs}m",
        _ when ms % SecondMs == 0 => $"{ms / SecondMs}s",
        _ => $"{ms}ms",
    };
}
