using System.Globalization;

namespace Pipeline.Cli;

/// <summary>Points in time as people read them.</summary>
internal static class UtcTime
{
    /// <summary>To the second, without the zone, which is always UTC.</summary>
    public static string Text(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
