using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pipeline.Cli;

/// <summary>An option that takes a number above one bound and up to another, and says so when it is given anything else.</summary>
internal static class NumberOption
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">A sentence; the bounds are added to it.</param>
    /// <param name="above">Largest value that is too small.</param>
    /// <param name="max">Largest value taken.</param>
    /// <param name="bare">The value when the option is given without one; null to insist on one.</param>
    public static Option<double?> Create(string name, string description, double above, double max, double? bare = null)
    {
        string bounds = string.Create(CultureInfo.InvariantCulture, $"above {above} and at most {max}");
        return new Option<double?>(name)
        {
            Description = $"{description} {char.ToUpperInvariant(bounds[0])}{bounds[1..]}.",
            Arity = bare is null ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
            CustomParser = result => result.Tokens.Count == 0 ? bare : Parse(result, name, bounds, above, max),
        };
    }

    private static double? Parse(ArgumentResult result, string name, string bounds, double above, double max)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > above && value <= max)
            return value;
        result.AddError($"{name} takes a number {bounds}, not '{text}'.");
        return null;
    }
}
