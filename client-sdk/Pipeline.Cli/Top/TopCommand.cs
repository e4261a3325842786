using System.CommandLine;
using Pipeline.Client.Queries;
using Spectre.Console;

namespace Pipeline.Cli.Top;

/// <summary>The command line of <c>top</c>.</summary>
internal static class TopCommand
{
    /// <summary>By name would not show who is busy.</summary>
    private static readonly EndpointSort[] Sorts = [.. Enum.GetValues<EndpointSort>().Where(static sort => sort != EndpointSort.Name)];

    public static Command Create()
    {
        Option<Uri> to = AddressOption.Create();
        Option<string> sort = new("--sort") { Description = "What the endpoints are ordered by, the largest first.", DefaultValueFactory = _ => "time" };
        sort.AcceptOnlyFromAmong([.. Sorts.Select(TopView.SortName)]);
        Option<int> limit = IntegerOption.Create("--limit", "Endpoints shown; a terminal shows as many as fit.", 20, 1, 1_000);
        Option<string?> segment = new("--segment") { Description = "Figures of this segment only." };
        Option<TimeSpan> interval = DurationOption.Create(
            "--interval", "From one question to the next.", TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(200), TimeSpan.FromHours(1));
        Option<bool> once = new("--once") { Description = "Print one table and end; so does output that is no terminal." };
        Option<bool> json = new("--json") { Description = "Print the list as JSON on one line and end." };

        Command top = new("top", "Show the busiest endpoints, live: rate, errors, durations, resources, and what the selected one does.")
        {
            to, sort, limit, segment, interval, once, json,
        };
        top.SetAction(async (parsed, cancellationToken) =>
        {
            TopOptions options = new()
            {
                To = parsed.GetRequiredValue(to),
                Sort = Sorts.First(value => TopView.SortName(value) == parsed.GetValue(sort)),
                Limit = parsed.GetValue(limit),
                Segment = parsed.GetValue(segment),
                Interval = parsed.GetValue(interval),
            };
            return await RunAsync(options, parsed.GetValue(once) || Console.IsOutputRedirected, parsed.GetValue(json), cancellationToken);
        });
        return top;
    }

    private static Task<int> RunAsync(TopOptions options, bool isOnce, bool isJson, CancellationToken cancellationToken) => options.Conversation.RunAsync(
        async (client, _) =>
        {
            TopQuestion question = new(client, options);
            if (isJson)
                await new TopOnce(question, options, Console.Out).PrintJsonAsync(cancellationToken);
            else if (isOnce)
                await new TopOnce(question, options, Console.Out).PrintAsync(!Console.IsOutputRedirected, cancellationToken);
            else
                await new TopScreen(question, options, AnsiConsole.Console, TimeProvider.System).RunAsync(cancellationToken);
        },
        cancellationToken);
}
