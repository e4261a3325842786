using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pipeline.Cli;

/// <summary>An option that takes integers with commas between them, each within bounds; none unless it is given.</summary>
internal static class IntegerListOption
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">A sentence; the bounds are added to it.</param>
    /// <param name="min">Smallest value taken.</param>
    /// <param name="max">Largest value taken.</param>
    public static Option<int[]> Create(string name, string description, int min, int max) => new(name)
    {
        Description = $"{description} {min} to {max}, several with commas between them.",
        DefaultValueFactory = _ => [],
        CustomParser = result => Parse(result, name, min, max),
    };

    private static int[] Parse(ArgumentResult result, string name, int min, int max)
    {
        List<int> values = [];
        foreach (string text in result.Tokens[0].Value.Split(','))
        {
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) || value < min || value > max)
            {
                result.AddError($"{name} takes {min} to {max}, several with commas between them, not '{text}'.");
                return [];
            }

            values.Add(value);
        }

        return [.. values];
    }
}
