using System.CommandLine;
using Pipeline.Cli;
using Pipeline.Cli.Alerts;
using Pipeline.Cli.Anomalies;
using Pipeline.Cli.Backtests;
using Pipeline.Cli.Bench;
using Pipeline.Cli.Check;
using Pipeline.Cli.Detect;
using Pipeline.Cli.Send;
using Pipeline.Cli.Silences;
using Pipeline.Cli.Top;
using Pipeline.Cli.Webhooks;

RootCommand root = new("Pipeline's command line.")
{
    SendCommand.Create(), TopCommand.Create(), AnomaliesCommand.Create(), AlertsCommand.Create(), SilenceCommand.Create(), CheckCommand.Create(),
    DetectCommand.Create(), BacktestCommand.Create(), BenchCommand.Create(), WebhookCommand.Create(),
};
ParseResult parsed = root.Parse(args);
int exitCode = await parsed.InvokeAsync();

// The library answers 1 to a command line it cannot read; 1 means here that the work failed.
return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
