using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pipeline.Cli;

/// <summary>An option that takes a length of time such as <c>30m</c>, <c>4h</c> or <c>7d</c> within bounds; null unless it is given.</summary>
internal static class SpanOption
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">A sentence; the bounds are added to it.</param>
    /// <param name="min">Shortest taken.</param>
    /// <param name="max">Longest taken.</param>
    public static Option<TimeSpan?> Create(string name, string description, TimeSpan min, TimeSpan max) => new(name)
    {
        Description = $"{description} {Text(min)} to {Text(max)}.",
        CustomParser = result => Parse(result, name, min, max),
    };

    private static TimeSpan? Parse(ArgumentResult result, string name, TimeSpan min, TimeSpan max)
    {
        string text = result.Tokens[0].Value;
        if (TryParse(text, out TimeSpan span) && span >= min && span <= max)
            return span;
        result.AddError($"{name} takes a length of time such as 30m, 4h or 7d, {Text(min)} to {Text(max)}, not '{text}'.");
        return null;
    }

    private static bool TryParse(string text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int amount))
            return false;
        long seconds = text[^1] switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => 0,
        };
        span = TimeSpan.FromSeconds(amount * seconds);
        return seconds > 0;
    }

    private static string Text(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays}d"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours}h"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds}s"),
    };
}
