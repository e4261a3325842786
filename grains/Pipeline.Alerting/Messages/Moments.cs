using System.Globalization;

namespace Pipeline.Alerting.Messages;

/// <summary>Unix milliseconds as RFC 3339.</summary>
internal static class Moments
{
    private static readonly long s_earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long s_latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>In UTC, to the millisecond; what no calendar has becomes its end.</summary>
    public static string Of(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(unixMs, s_earliest, s_latest))
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Likewise, if there is one.</summary>
    public static string? Of(long? unixMs) => unixMs is { } given ? Of(given) : null;
}
