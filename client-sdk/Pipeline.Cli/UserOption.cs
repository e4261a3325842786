using System.CommandLine;

namespace Pipeline.Cli;

/// <summary>The option that says who changes something; whoever runs the command unless it is given.</summary>
internal static class UserOption
{
    private const int LengthMax = 64;

    public static Option<string> Create() => new("--by")
    {
        Description = "Who you are, for the audit; the user and the host by default.",
        DefaultValueFactory = _ => Fit($"{Environment.UserName}@{Environment.MachineName}"),
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (text.Length is > 0 and <= LengthMax && text == Fit(text))
                return text;
            result.AddError($"--by takes 1 to {LengthMax} visible characters of ASCII, not '{text}'.");
            return null;
        },
    };

    /// <summary>A name as a header may carry it.</summary>
    private static string Fit(string name)
    {
        string visible = string.Concat(name.Select(static character => character is >= ' ' and <= '~' ? character : '?')).Trim();
        return visible.Length switch
        {
            0 => "unknown",
            > LengthMax => visible[..LengthMax].Trim(),
            _ => visible,
        };
    }
}
