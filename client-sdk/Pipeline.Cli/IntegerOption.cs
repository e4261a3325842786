using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pipeline.Cli;

/// <summary>An option that takes an integer within bounds, and says so when it is given anything else.</summary>
internal static class IntegerOption
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">A sentence; the bounds are added to it.</param>
    /// <param name="preset">The value when the option is not given.</param>
    /// <param name="min">Smallest value taken.</param>
    /// <param name="max">Largest value taken.</param>
    public static Option<int> Create(string name, string description, int preset, int min, int max) => new(name)
    {
        Description = $"{description} {min} to {max}.",
        DefaultValueFactory = _ => preset,
        CustomParser = result => Parse(result, name, min, max),
    };

    private static int Parse(ArgumentResult result, string name, int min, int max)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max)
            return value;
        result.AddError($"{name} takes {min} to {max}, not '{text}'.");
        return min;
    }
}
