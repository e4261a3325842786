using System.CommandLine;
using Pipeline.Cli.AccessLogs;
using Pipeline.Cli.Input;
using Pipeline.Cli.Transport;

namespace Pipeline.Cli.Send;

/// <summary>The command line of <c>send</c>.</summary>
internal static class SendCommand
{
    private const int DefaultPatienceSeconds = 120;

    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "NDJSON or an access log, plain or gzip; - for standard input." };
        Option<Uri> to = AddressOption.Create();
        Option<string?> format = new("--format") { Description = "ndjson, or combined for an access log. Default: told from the content." };
        format.AcceptOnlyFromAmong("ndjson", "combined");
        Option<string> segment = new("--segment")
        {
            Description = "Segment of an access log's events: the status, the family of the user agent, or none.",
            DefaultValueFactory = _ => "none",
        };
        segment.AcceptOnlyFromAmong("status", "agent", "none");
        Option<int> patience = IntegerOption.Create(
            "--patience", "Seconds without any delivered batch after which sending is given up.", DefaultPatienceSeconds, 0, 86_400);
        Option<int> inFlight = IntegerOption.Create("--in-flight", "Batches under way at once; more than one may make old events late.", 1, 1, 64);

        Command send = new("send", "Send a file of events to a silo. What was sent before is recognised and counted once.")
        {
            file, to, format, segment, patience, inFlight,
        };
        send.SetAction(async (parsed, cancellationToken) =>
        {
            SendOptions options = new()
            {
                File = parsed.GetRequiredValue(file),
                To = parsed.GetRequiredValue(to),
                Format = parsed.GetValue(format) is { } name ? Enum.Parse<InputFormat>(name, ignoreCase: true) : null,
                Segment = Enum.Parse<SegmentChoice>(parsed.GetValue(segment)!, ignoreCase: true),
                InFlight = parsed.GetValue(inFlight),
                Retry = new RetryPolicy { Patience = TimeSpan.FromSeconds(parsed.GetValue(patience)) },
            };
            return await new FileSender(options, Console.Out, Console.Error, TimeProvider.System).RunAsync(cancellationToken);
        });
        return send;
    }
}
