using System.Globalization;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>Reads when something was measured: a date and time, with or without a zone, or a number of Unix seconds or
/// milliseconds.</summary>
internal static class TimestampParser
{
    /// <summary>Numbers from here on are milliseconds: as seconds they lie beyond the year 5138, as milliseconds in 1973 and
    /// later.</summary>
    private const double LeastMilliseconds = 1e11;

    /// <summary>Beyond the year 9999 there are no dates.</summary>
    private const double EndOfTimeMs = 253_402_300_800_000;

    /// <summary>A time with a zone becomes universal time, and so is a number; one without is taken as it is.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTime timestamp)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            double milliseconds = number >= LeastMilliseconds ? number : number * 1_000.0;
            bool known = milliseconds is >= 0 and < EndOfTimeMs;
            timestamp = known ? DateTime.UnixEpoch.AddTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond)) : default;
            timestamp = DateTime.SpecifyKind(timestamp, DateTimeKind.Unspecified);
            return known;
        }

        bool parsed = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out timestamp);
        timestamp = DateTime.SpecifyKind(timestamp, DateTimeKind.Unspecified);
        return parsed;
    }
}
