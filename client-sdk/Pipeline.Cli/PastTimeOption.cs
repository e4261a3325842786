using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pipeline.Cli;

/// <summary>An option that takes a point in time as RFC 3339, Unix milliseconds, or how long ago; Unix ms, null unless it is given.</summary>
internal static class PastTimeOption
{
    public static Option<long?> Create(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result => Parse(result, name),
    };

    /// <summary>Reads a point in time: RFC 3339, Unix ms, or how long ago, such as 90m, 12h or 7d.</summary>
    public static bool TryRead(string text, DateTimeOffset now, out long unixMs)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out unixMs))
            return true;
        if (DurationOption.TryParse(text, out TimeSpan ago))
        {
            unixMs = now.ToUnixTimeMilliseconds() - (long)ago.TotalMilliseconds;
            return true;
        }

        bool isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        unixMs = time.ToUnixTimeMilliseconds();
        return isTime;
    }

    private static long? Parse(ArgumentResult result, string name)
    {
        string text = result.Tokens[0].Value;
        if (TryRead(text, TimeProvider.System.GetUtcNow(), out long unixMs))
            return unixMs;
        result.AddError($"{name} takes RFC 3339, Unix ms, or how long ago, such as 90m, 12h or 7d, not '{text}'.");
        return null;
    }
}
