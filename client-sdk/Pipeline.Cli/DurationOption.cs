using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pipeline.Cli;

/// <summary>An option that takes a duration such as <c>500ms</c>, <c>2s</c>, <c>30m</c>, <c>4h</c> or <c>7d</c> within bounds.</summary>
internal static class DurationOption
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">A sentence; the bounds are added to it.</param>
    /// <param name="preset">The value when the option is not given.</param>
    /// <param name="min">Shortest taken.</param>
    /// <param name="max">Longest taken.</param>
    public static Option<TimeSpan> Create(string name, string description, TimeSpan preset, TimeSpan min, TimeSpan max) => new(name)
    {
        Description = Describe(description, min, max),
        DefaultValueFactory = _ => preset,
        CustomParser = result => Parse(result, name, min, max) ?? min,
    };

    /// <summary>One that is null unless it is given.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">A sentence; the bounds are added to it.</param>
    /// <param name="min">Shortest taken.</param>
    /// <param name="max">Longest taken.</param>
    public static Option<TimeSpan?> CreateOptional(string name, string description, TimeSpan min, TimeSpan max) => new(name)
    {
        Description = Describe(description, min, max),
        CustomParser = result => Parse(result, name, min, max),
    };

    /// <summary>Reads a whole number with its unit.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        int unitAt = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        long unitMs = text[unitAt..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 0,
        };
        bool isNumber = int.TryParse(text.AsSpan(0, unitAt), NumberStyles.None, CultureInfo.InvariantCulture, out int amount);
        if (!isNumber || unitMs == 0 || amount > TimeSpan.MaxValue.TotalMilliseconds / unitMs)
            return false;
        duration = TimeSpan.FromMilliseconds(amount * unitMs);
        return true;
    }

    private static TimeSpan? Parse(ArgumentResult result, string name, TimeSpan min, TimeSpan max)
    {
        string text = result.Tokens[0].Value;
        if (TryParse(text, out TimeSpan duration) && duration >= min && duration <= max)
            return duration;
        result.AddError($"{name} takes a duration such as 500ms, 2s, 30m, 4h or 7d, {Text(min)} to {Text(max)}, not '{text}'.");
        return null;
    }

    private static string Describe(string description, TimeSpan min, TimeSpan max) => $"{description} {Text(min)} to {Text(max)}.";

    private static string Text(TimeSpan duration) => duration switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalDays}d"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours}h"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes}m"),
        { TotalSeconds: >= 1 } or { Ticks: 0 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms"),
    };
}
