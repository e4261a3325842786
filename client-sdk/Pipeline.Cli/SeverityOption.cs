using System.CommandLine;
using System.CommandLine.Parsing;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli;

/// <summary>The option <c>--severity</c>: <c>page</c> or <c>ticket</c>; any unless it is given.</summary>
internal static class SeverityOption
{
    /// <param name="description">Of what; the words are added to it.</param>
    public static Option<string?> Create(string description)
    {
        Option<string?> severity = new("--severity") { Description = $"{description}: page or ticket." };
        severity.AcceptOnlyFromAmong("page", "ticket");
        return severity;
    }

    /// <summary>What was given; null for any.</summary>
    public static AlertSeverity? Read(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) switch { "page" => AlertSeverity.Page, "ticket" => AlertSeverity.Ticket, _ => null };
}
