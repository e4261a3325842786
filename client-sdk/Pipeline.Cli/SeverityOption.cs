using System.CommandLine;
using System.CommandLine.Parsing;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli;

/// <summary>The option <c>--severity</c>; any unless it is given.</summary>
internal static class SeverityOption
{
    /// <param name="description">Of what; the words are added to it.</param>
    public static Option<string?> Create(string description)
    {
        Option<string?> severity = new("--severity") { Description = $"{description}: {Words.ListOf<AlertSeverity>()}." };
        severity.AcceptOnlyFromAmong(Words.All<AlertSeverity>());
        return severity;
    }

    /// <summary>What was given; null for any.</summary>
    public static AlertSeverity? Read(ParseResult parsed, Option<string?> option) => Words.TryParse<AlertSeverity>(parsed.GetValue(option));
}
