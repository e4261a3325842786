using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using Pipeline.Protocol.Ndjson;

namespace Pipeline.Cli;

/// <summary>An option that takes a point in time, as RFC 3339 or Unix milliseconds; null unless it is given.</summary>
internal static class TimeOption
{
    public static Option<DateTimeOffset?> Create(string name, string description) => new(name)
    {
        Description = $"{description} RFC 3339, such as 2026-03-02T14:00:00Z, or Unix milliseconds.",
        CustomParser = result => Parse(result, name),
    };

    private static DateTimeOffset? Parse(ArgumentResult result, string name)
    {
        string text = result.Tokens[0].Value;
        bool isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long unixMs)
            && unixMs <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        if (isNumber || Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out unixMs))
            return DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
        result.AddError($"{name} takes RFC 3339, such as 2026-03-02T14:00:00Z, or Unix milliseconds, not '{text}'.");
        return null;
    }
}
