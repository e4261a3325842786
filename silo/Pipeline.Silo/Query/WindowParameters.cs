using System.Globalization;
using System.Text;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Silo.Query;

/// <summary>Reads durations and points in time as query strings carry them.</summary>
internal static class WindowParameters
{
    /// <summary>A duration such as <c>30s</c>, <c>5m</c>, <c>1h</c> or <c>7d</c>.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long amount))
            return false;
        long secondsPerUnit = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => 0,
        };
        // Ten years bounds the product; windows are kept for a week by default.
        if (secondsPerUnit == 0 || amount == 0 || amount > 315_360_000 / secondsPerUnit)
            return false;
        duration = TimeSpan.FromSeconds(amount * secondsPerUnit);
        return true;
    }

    /// <summary>A point in time: Unix milliseconds, or RFC 3339.</summary>
    public static bool TryParseTime(string text, out long unixMs)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out unixMs))
            return unixMs <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out unixMs);
    }
}
