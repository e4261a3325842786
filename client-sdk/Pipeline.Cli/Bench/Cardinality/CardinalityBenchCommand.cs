using System.CommandLine;
using Pipeline.Cli.Bench.Wide;

namespace Pipeline.Cli.Bench.Cardinality;

/// <summary>The command line of <c>bench cardinality</c>.</summary>
internal static class CardinalityBenchCommand
{
    public static Command Create()
    {
        Option<int> endpoints = IntegerOption.Create("--endpoints", "Endpoints with data.", 10_000, 1, 1_000_000);
        Option<int> segments = IntegerOption.Create("--segments", "Segments of each endpoint.", 4, 1, 63);
        Option<int> operations = IntegerOption.Create("--operations", "Operations of each event.", 30, 1, 255);
        Option<int> minutes = IntegerOption.Create("--minutes", "Event time over which they have data.", 3, 1, 1_440);
        Option<int> names = IntegerOption.Create("--names", "Further names of endpoints offered afterwards, one event each.", 100_000, 0, 10_000_000);
        Option<int> settle = IntegerOption.Create("--settle", "Seconds of silence before memory is read.", 100, 0, 3_600);
        Option<int> seed = BenchRun.CreateSeedOption();
        Option<string?> data = BenchRun.CreateDataOption();
        Option<string?> silo = BenchRun.CreateSiloOption();

        Command cardinality = new("cardinality", "Fill a silo with endpoints, stop, kill and ask it, and offer it more names than it takes.")
        {
            endpoints, segments, operations, minutes, names, settle, seed, data, silo,
        };
        cardinality.SetAction((parsed, cancellationToken) => BenchRun.RunAsync(parsed.GetValue(silo), parsed.GetValue(data), async (siloPath, directory) =>
        {
            CardinalityOptions options = new()
            {
                SiloPath = siloPath,
                Shape = new WideShape(parsed.GetValue(endpoints), parsed.GetValue(segments), parsed.GetValue(operations)),
                Names = parsed.GetValue(names),
                Minutes = parsed.GetValue(minutes),
                Settle = TimeSpan.FromSeconds(parsed.GetValue(settle)),
                Seed = parsed.GetValue(seed),
            };
            CardinalityResult result = await new CardinalityBench(options, Console.Out, TimeProvider.System).RunAsync(directory, cancellationToken);
            return (result.ToJson(), Judge(result));
        }));
        return cardinality;
    }

    private static string? Judge(CardinalityResult result)
    {
        if (result.Acknowledged != result.Counted || result.Acknowledged == 0)
            return "the silo's count differs from what it acknowledged";
        return result.Healthy ? null : "the silo is not healthy";
    }
}
