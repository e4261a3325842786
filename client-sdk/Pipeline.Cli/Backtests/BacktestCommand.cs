using System.CommandLine;
using Pipeline.Protocol.Queries;

namespace Pipeline.Cli.Backtests;

/// <summary>The command line of <c>backtest</c>.</summary>
internal static class BacktestCommand
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(100);

    public static Command Create()
    {
        Option<Uri> to = AddressOption.Create();
        Option<string[]> endpoint = new("--endpoint") { Description = "An endpoint, or a pattern with *; may be given again. All without it." };
        Option<long?> from = PastTimeOption.Create("--from", "Only anomalies raised from then on: RFC 3339, Unix ms, or how long ago (7d, 12h, 90m).");
        Option<long?> toTime = PastTimeOption.Create("--to-time", "Only anomalies raised before then, likewise.");
        Option<string[]> set = new("--set") { Description = $"NAME=VALUE, an option of detection that is to be otherwise; may be given again. Names: {BacktestArguments.SettingNames}." };
        set.Validators.Add(static result =>
        {
            if (BacktestArguments.Read(result.Tokens.Select(static token => token.Value), out _) is { } defect)
                result.AddError(defect);
        });
        Option<int> limit = IntegerOption.Create("--limit", "Anomalies listed of each side; all are counted.", 20, 0, 10_000);
        Option<bool> json = new("--json") { Description = "Print the result as JSON on one line." };

        Command backtest = new("backtest", "Replay a silo's history with other options of detection: what would have fired, beside what did. Changes nothing.")
        {
            to, endpoint, from, toTime, set, limit, json,
        };
        backtest.SetAction(async (parsed, cancellationToken) =>
        {
            _ = BacktestArguments.Read(parsed.GetValue(set) ?? [], out DetectionOptionsChange change);
            BacktestRequest request = new()
            {
                Endpoints = parsed.GetValue(endpoint) is { Length: > 0 } names ? names : null,
                From = parsed.GetValue(from),
                To = parsed.GetValue(toTime),
                Options = change,
            };
            return await RunAsync(parsed.GetRequiredValue(to), request, parsed.GetValue(limit), parsed.GetValue(json), cancellationToken);
        });
        return backtest;
    }

    private static Task<int> RunAsync(Uri to, BacktestRequest request, int limit, bool isJson, CancellationToken cancellationToken)
    {
        SiloConversation conversation = new("backtest", to) { AnswerTimeout = AnswerTimeout };
        return conversation.RunAsync(
            async client =>
            {
                BacktestReport report = await BacktestDisplay.RunAsync(client.RunBacktestAsync(request, cancellationToken), Console.Error, !Console.IsErrorRedirected);
                BacktestPrinter printer = new(report, Console.Out);
                if (isJson)
                    await printer.PrintJsonAsync();
                else
                    printer.Print(limit, !Console.IsOutputRedirected);
                return report.Endpoints.Any(static endpoint => endpoint.Problem is not null) ? ExitCodes.Failure : ExitCodes.Success;
            },
            cancellationToken);
    }
}
