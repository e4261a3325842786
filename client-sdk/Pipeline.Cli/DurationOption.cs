using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pipeline.Cli;

/// <summary>An option that takes a duration such as <c>500ms</c>, <c>2s</c> or <c>1m</c> within bounds.</summary>
internal static class DurationOption
{
    public static Option<TimeSpan> Create(string name, string description, TimeSpan preset, TimeSpan min, TimeSpan max) => new(name)
    {
        Description = $"{description} {Text(min)} to {Text(max)}.",
        DefaultValueFactory = _ => preset,
        CustomParser = result => Parse(result, name, min, max),
    };

    private static TimeSpan Parse(ArgumentResult result, string name, TimeSpan min, TimeSpan max)
    {
        string text = result.Tokens[0].Value;
        if (TryParse(text, out TimeSpan duration) && duration >= min && duration <= max)
            return duration;
        result.AddError($"{name} takes a duration such as 500ms, 2s or 1m, {Text(min)} to {Text(max)}, not '{text}'.");
        return min;
    }

    private static bool TryParse(string text, out TimeSpan duration)
    {
        int unitAt = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        double milliseconds = text[unitAt..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            _ => 0,
        };
        bool isNumber = int.TryParse(text.AsSpan(0, unitAt), NumberStyles.None, CultureInfo.InvariantCulture, out int amount);
        duration = TimeSpan.FromMilliseconds(amount * milliseconds);
        return isNumber && milliseconds > 0;
    }

    private static string Text(TimeSpan duration) => duration < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s");
}
