using System.CommandLine;
using Pipeline.Client.Queries;
using Spectre.Console;

namespace Pipeline.Cli.Top;

/// <summary>The command line of <c>top</c>.</summary>
internal static class TopCommand
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

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

    /// <summary>Whether it is the silo's or the network's doing.</summary>
    public static bool IsExpected(Exception exception, CancellationToken cancellationToken) =>
        exception is PipelineQueryException or HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>What went wrong, in one line.</summary>
    public static string Describe(Exception exception, Uri silo) => exception switch
    {
        PipelineQueryException => $"{silo.Authority}: {exception.Message}",
        TaskCanceledException => $"{silo.Authority} does not answer within {AnswerTimeout.TotalSeconds} s",
        _ => $"{silo.Authority}: {exception.GetBaseException().Message}",
    };

    private static async Task<int> RunAsync(TopOptions options, bool isOnce, bool isJson, CancellationToken cancellationToken)
    {
        using HttpClient http = new() { BaseAddress = options.To, Timeout = AnswerTimeout };
        using PipelineQueryClient client = new(http);
        TopQuestion question = new(client, options);
        try
        {
            if (isJson)
                await new TopOnce(question, options, Console.Out).PrintJsonAsync(cancellationToken);
            else if (isOnce)
                await new TopOnce(question, options, Console.Out).PrintAsync(!Console.IsOutputRedirected, cancellationToken);
            else
                await new TopScreen(question, options, AnsiConsole.Console, TimeProvider.System).RunAsync(cancellationToken);
            return ExitCodes.Success;
        }
        catch (Exception exception) when (IsExpected(exception, cancellationToken))
        {
            await Console.Error.WriteLineAsync($"pipeline top: {Describe(exception, options.To)}");
            return ExitCodes.Failure;
        }
    }
}
