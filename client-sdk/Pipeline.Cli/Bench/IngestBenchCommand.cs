using System.CommandLine;

namespace Pipeline.Cli.Bench;

/// <summary>The command line of <c>bench ingest</c>.</summary>
internal static class IngestBenchCommand
{
    public static Command Create()
    {
        Option<string> format = new("--format") { Description = "What is sent: binary or ndjson.", DefaultValueFactory = _ => "binary" };
        format.AcceptOnlyFromAmong("binary", "ndjson");
        Option<int> seconds = IntegerOption.Create("--seconds", "Length of the measured part.", 10, 1, 3600);
        Option<int> warmUp = IntegerOption.Create("--warm-up", "Seconds sent before measuring starts.", 3, 0, 3600);
        Option<int> seed = BenchRun.CreateSeedOption();
        Option<int> connections = IntegerOption.Create("--connections", "Sources that send at once, each with one batch under way.", 16, 1, 256);
        Option<string?> data = BenchRun.CreateDataOption();
        Option<string?> silo = BenchRun.CreateSiloOption();

        Command ingest = new("ingest", "Start a silo and measure how fast it takes events, durability included.")
        {
            format, seconds, warmUp, seed, connections, data, silo,
        };
        ingest.SetAction((parsed, cancellationToken) => BenchRun.RunAsync(parsed.GetValue(silo), parsed.GetValue(data), async (siloPath, directory) =>
        {
            IngestOptions options = new()
            {
                SiloPath = siloPath,
                IsNdjson = parsed.GetValue(format) == "ndjson",
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                Seed = parsed.GetValue(seed),
                Connections = parsed.GetValue(connections),
            };
            IngestResult result = await new IngestBench(options, Console.Out, TimeProvider.System).RunAsync(directory, cancellationToken);
            bool isSound = result.Acknowledged == result.Counted && result.Acknowledged > 0;
            return (result.ToJson(), isSound ? null : "the silo's count differs from what it acknowledged");
        }));
        return ingest;
    }
}
