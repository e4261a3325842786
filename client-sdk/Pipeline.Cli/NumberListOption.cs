using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pipeline.Cli;

/// <summary>An option that takes numbers with commas between them, each above one bound and up to another.</summary>
internal static class NumberListOption
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">A sentence; the bounds are added to it.</param>
    /// <param name="preset">The value when the option is not given.</param>
    /// <param name="above">Largest value that is too small.</param>
    /// <param name="max">Largest value taken.</param>
    public static Option<double[]> Create(string name, string description, double[] preset, double above, double max) => new(name)
    {
        Description = string.Create(CultureInfo.InvariantCulture, $"{description} Above {above} and at most {max}, several with commas between them."),
        DefaultValueFactory = _ => preset,
        CustomParser = result => Parse(result, name, above, max),
    };

    private static double[] Parse(ArgumentResult result, string name, double above, double max)
    {
        List<double> values = [];
        foreach (string text in result.Tokens[0].Value.Split(','))
        {
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value > above && value <= max))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} takes numbers above {above} and at most {max}, with commas between them, not '{text}'."));
                return [];
            }

            values.Add(value);
        }

        return [.. values.Distinct()];
    }
}
