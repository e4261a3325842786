using System.Globalization;

namespace Pipeline.Core.Costs;

/// <summary>Figures as people read them: about three digits that count, never an exponent.</summary>
internal static class CostNumbers
{
    private const double MsPerSecond = 1_000;

    public static string Plain(double value) => value.ToString(
        Math.Abs(value) switch { >= 100 or 0 => "F0", >= 10 => "0.#", >= 1 => "0.##", _ => "0.####" }, CultureInfo.InvariantCulture);

    /// <summary>A time in ms, or in s from a second on.</summary>
    public static string Time(double ms) => Math.Abs(ms) >= MsPerSecond ? Plain(ms / MsPerSecond) + " s" : Plain(ms) + " ms";

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:F0} %");

    /// <summary>How long something lasted, in its two largest units.</summary>
    public static string Length(long ms)
    {
        TimeSpan length = TimeSpan.FromMilliseconds(ms);
        return length switch
        {
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalSeconds} s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{length.Minutes} min {length.Seconds} s"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{length.Hours} h {length.Minutes} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)length.TotalDays} d {length.Hours} h"),
        };
    }

    /// <summary>A point in time, UTC; without the day if another point of the sentence is on the same one.</summary>
    public static string Moment(long unixMs, long sameDayAs)
    {
        DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
        string clock = time is { Second: 0, Millisecond: 0 } ? "HH:mm" : "HH:mm:ss";
        bool isSameDay = time.Date == DateTimeOffset.FromUnixTimeMilliseconds(sameDayAs).Date;
        return time.ToString((isSameDay ? string.Empty : "yyyy-MM-dd ") + clock, CultureInfo.InvariantCulture) + " UTC";
    }
}
