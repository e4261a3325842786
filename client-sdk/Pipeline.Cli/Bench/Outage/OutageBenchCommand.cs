using System.CommandLine;
using System.Text.Json;

namespace Pipeline.Cli.Bench.Outage;

/// <summary>The command line of <c>bench outage</c>.</summary>
internal static class OutageBenchCommand
{
    public static Command Create()
    {
        Option<int> down = IntegerOption.Create("--down", "Seconds that the silo is gone.", 60, 1, 3600);
        Option<int> around = IntegerOption.Create("--around", "Seconds recorded before and after.", 5, 1, 3600);
        Option<int> rate = IntegerOption.Create("--rate", "Calls recorded in a second.", 10_000, 1, 200_000);
        Option<int> backlog = IntegerOption.Create("--backlog-kib", "The client's backlog in memory.", 1_024, 64, 1_048_576);
        Option<string?> data = BenchRun.CreateDataOption();
        Option<string?> silo = BenchRun.CreateSiloOption();
        Command outage = new("outage", "Kill a silo under a recording client, with and without a spool, and account for every call.")
        {
            down, around, rate, backlog, data, silo,
        };
        outage.SetAction((parsed, cancellationToken) => BenchRun.RunAsync(parsed.GetValue(silo), parsed.GetValue(data), async (siloPath, directory) =>
        {
            OutageOptions options = new()
            {
                SiloPath = siloPath,
                CallsPerSecond = parsed.GetValue(rate),
                Down = TimeSpan.FromSeconds(parsed.GetValue(down)),
                Around = TimeSpan.FromSeconds(parsed.GetValue(around)),
                BacklogSizeBytesMax = parsed.GetValue(backlog) * 1_024L,
            };
            using HttpClient http = new();
            Console.WriteLine("with a spool");
            OutageFigures spool = await new OutageRun(options, Path.Combine(directory, "spool"), Console.Out)
                .RunAsync(Path.Combine(directory, "with-spool"), http, cancellationToken);
            Console.WriteLine("without a spool");
            OutageFigures memory = await new OutageRun(options, spoolDirectory: null, Console.Out)
                .RunAsync(Path.Combine(directory, "without-spool"), http, cancellationToken);
            OutageResult result = new("outage", options.CallsPerSecond, options.Down.TotalSeconds, spool, memory);
            string json = JsonSerializer.Serialize(result, OutageJsonContext.Default.OutageResult);
            bool isSound = spool is { IsSound: true, CallsDropped: 0 } && memory.IsSound;
            return (json, isSound ? null : "not every call is accounted for");
        }));
        return outage;
    }
}
