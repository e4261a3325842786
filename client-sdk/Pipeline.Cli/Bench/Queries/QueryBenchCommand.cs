using System.CommandLine;
using Pipeline.Cli.Bench.Wide;

namespace Pipeline.Cli.Bench.Queries;

/// <summary>The command line of <c>bench query</c>.</summary>
internal static class QueryBenchCommand
{
    public static Command Create()
    {
        Option<int> endpoints = IntegerOption.Create("--endpoints", "Endpoints.", 1_000, 1, 100_000);
        Option<int> segments = IntegerOption.Create("--segments", "Segments of each endpoint.", 4, 1, 63);
        Option<int> operations = IntegerOption.Create("--operations", "Operations of each event.", 3, 1, 255);
        Option<int> rate = IntegerOption.Create("--rate", "Events a second while questions are asked.", 100_000, 0, 10_000_000);
        Option<int> history = IntegerOption.Create("--history", "Minutes of event time before the first question.", 30, 1, 10_080);
        Option<int> seconds = IntegerOption.Create("--seconds", "Length of the measured part.", 30, 1, 3_600);
        Option<int> askers = IntegerOption.Create("--askers", "Connections that ask, one question at a time each.", 2, 1, 64);
        Option<int> seed = BenchRun.CreateSeedOption();
        Option<string?> data = BenchRun.CreateDataOption();
        Option<string?> silo = BenchRun.CreateSiloOption();

        Command query = new("query", "Start a silo, load a history, and measure each kind of question while events go on arriving.")
        {
            endpoints, segments, operations, rate, history, seconds, askers, seed, data, silo,
        };
        query.SetAction((parsed, cancellationToken) => BenchRun.RunAsync(parsed.GetValue(silo), parsed.GetValue(data), async (siloPath, directory) =>
        {
            QueryBenchOptions options = new()
            {
                SiloPath = siloPath,
                Shape = new WideShape(parsed.GetValue(endpoints), parsed.GetValue(segments), parsed.GetValue(operations)),
                EventsPerSecond = parsed.GetValue(rate),
                History = TimeSpan.FromMinutes(parsed.GetValue(history)),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Askers = parsed.GetValue(askers),
                Seed = parsed.GetValue(seed),
            };
            QueryBenchResult result = await new QueryBench(options, Console.Out, TimeProvider.System).RunAsync(directory, cancellationToken);
            return (result.ToJson(), result.Errors == 0 ? null : "questions were not answered");
        }));
        return query;
    }
}
