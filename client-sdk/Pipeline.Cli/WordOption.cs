using System.CommandLine;
using System.CommandLine.Parsing;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli;

/// <summary>An option that takes one of an enumeration's words, such as <c>--severity page</c>; any unless it is given.</summary>
internal static class WordOption
{
    /// <param name="name">Its name.</param>
    /// <param name="description">Of what; the words are added to it.</param>
    public static Option<string?> Create<TEnum>(string name, string description)
        where TEnum : struct, Enum
    {
        Option<string?> option = new(name) { Description = $"{description}: {Words.ListOf<TEnum>()}." };
        option.AcceptOnlyFromAmong(Words.All<TEnum>());
        return option;
    }

    /// <summary>What was given; null for any.</summary>
    public static TEnum? Read<TEnum>(ParseResult parsed, Option<string?> option)
        where TEnum : struct, Enum => Words.TryParse<TEnum>(parsed.GetValue(option));
}
