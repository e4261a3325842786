using System.CommandLine;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Alerting;

namespace Pipeline.Cli.Check;

/// <summary>The command line of <c>check</c>.</summary>
internal static class CheckCommand
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        Option<Uri> to = AddressOption.Create();
        Option<long?> from = PastTimeOption.Create("--from", "Start of the range: RFC 3339, Unix ms, or how long ago (7d, 12h, 90m). By default --last before its end.");
        Option<long?> until = PastTimeOption.Create("--until", "End of the range, likewise. By default now.");
        Option<TimeSpan> last = DurationOption.Create(
            "--last", "Length of the range, where --from is not given. By default 10m.", TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        Option<TimeSpan> wait = DurationOption.Create(
            "--wait", "How long windows of the range are awaited that are not judged yet. By default 60s.", TimeSpan.FromSeconds(60), TimeSpan.Zero, TimeSpan.FromHours(2));
        Option<string?> endpoint = new("--endpoint") { Description = "Of this endpoint only, or of those whose name fits a pattern with *." };
        Option<string?> severity = WordOption.Create<AlertSeverity>("--severity", "Of budgets of this severity only");
        Option<bool> json = new("--json") { Description = "Print the answer as JSON on one line." };

        Command check = new("check", "Say which budgets broke in a range of time. Exits with 0 if none did, 1 if any did, 2 if the command line is wrong, 3 if not all is known or nothing was checked.")
        {
            to, from, until, last, wait, endpoint, severity, json,
        };
        check.Validators.Add(result =>
        {
            if (result.GetResult(from) is { Implicit: false } && result.GetResult(last) is { Implicit: false })
                result.AddError("--from and --last exclude each other.");
        });
        check.SetAction(async (parsed, cancellationToken) =>
        {
            long end = parsed.GetValue(until) ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            long start = parsed.GetValue(from) ?? end - (long)parsed.GetValue(last).TotalMilliseconds;
            if (start >= end)
            {
                await Console.Error.WriteLineAsync("pipeline check: --from is not before --until.");
                return ExitCodes.Usage;
            }

            BudgetCheckQuestion question = new()
            {
                FromUnixMs = start,
                ToUnixMs = end,
                Endpoint = parsed.GetValue(endpoint),
                Severity = WordOption.Read<AlertSeverity>(parsed, severity),
            };
            SiloConversation conversation = new("check", parsed.GetRequiredValue(to)) { AnswerTimeout = AnswerTimeout, FailureCode = ExitCodes.Unknown };
            return await conversation.RunAsync(
                client => new BudgetCheck(client, TimeProvider.System, Console.Out, Console.Error)
                    .RunAsync(question, parsed.GetValue(wait), parsed.GetValue(json), cancellationToken),
                cancellationToken);
        });
        return check;
    }
}
