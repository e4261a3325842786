using System.CommandLine;
using Pipeline.Client.Queries;

namespace Pipeline.Cli.Anomalies;

/// <summary>The command line of <c>anomalies</c>.</summary>
internal static class AnomaliesCommand
{
    public static Command Create()
    {
        Option<Uri> to = AddressOption.Create();
        Option<string?> endpoint = new("--endpoint") { Description = "Of this endpoint only, or of those whose name fits a pattern with *." };
        Option<string?> segment = new("--segment") { Description = "Those that show in this segment only." };
        Option<bool> open = new("--open") { Description = "Only those that go on." };
        Option<int> limit = IntegerOption.Create("--limit", "The newest so many.", 20, 1, 1_000);
        Option<bool> json = new("--json") { Description = "Print the page as JSON on one line." };

        Command anomalies = new("anomalies", "Show what was not as usual, the newest first: since when, which endpoint, for whom, and why.")
        {
            to, endpoint, segment, open, limit, json,
        };
        anomalies.SetAction(async (parsed, cancellationToken) =>
        {
            AnomalyQuestion question = new()
            {
                Endpoint = parsed.GetValue(endpoint),
                Segment = parsed.GetValue(segment),
                IsOpen = parsed.GetValue(open) ? true : null,
                PageSize = parsed.GetValue(limit),
            };
            return await RunAsync(parsed.GetRequiredValue(to), question, parsed.GetValue(json), cancellationToken);
        });
        return anomalies;
    }

    private static Task<int> RunAsync(Uri to, AnomalyQuestion question, bool isJson, CancellationToken cancellationToken) => new SiloConversation("anomalies", to).RunAsync(
        async (client, _) =>
        {
            AnomaliesPrinter printer = new(client, question, Console.Out);
            if (isJson)
                await printer.PrintJsonAsync(cancellationToken);
            else
                await printer.PrintAsync(!Console.IsOutputRedirected, cancellationToken);
        },
        cancellationToken);
}
