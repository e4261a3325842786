using System.CommandLine;
using System.Text.Json;

namespace Pipeline.Cli.Bench.Cluster;

/// <summary>The command line of <c>bench cluster</c>.</summary>
internal static class ClusterBenchCommand
{
    /// <summary>Where the other edition's silo is, to be measured beside this one's.</summary>
    private const string EmbeddedSiloVariable = "PIPELINE_SILO_EMBEDDED";

    public static Command Create()
    {
        Option<int[]> silos = IntegerListOption.Create("--silos", "Numbers of silos that are measured. Default: 1,2,3.", 1, 16);
        Option<int> rounds = IntegerOption.Create("--rounds", "How often everything is measured; medians are shown.", 3, 1, 100);
        Option<int> seconds = IntegerOption.Create("--seconds", "Length of the measured part.", 10, 1, 3600);
        Option<int> warmUp = IntegerOption.Create("--warm-up", "Seconds sent before measuring starts: three silos compile their code three times, on the same cores.", 45, 0, 3600);
        Option<int> connections = IntegerOption.Create("--connections", "Sources that send at once, spread over the silos.", 12, 1, 256);
        Option<int> endpoints = IntegerOption.Create("--endpoints", "Endpoints in each batch; 1,000 is divided by it.", 10, 1, SyntheticEvents.EndpointCount);
        Option<int> seed = BenchRun.CreateSeedOption();
        Option<string?> data = BenchRun.CreateDataOption();
        Option<string?> silo = BenchRun.CreateSiloOption();
        Option<string?> embedded = new("--silo-embedded")
        {
            Description = $"Path of the Embedded edition's Pipeline.Silo.dll, measured beside if it is there. Default: the variable {EmbeddedSiloVariable}.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(EmbeddedSiloVariable),
        };
        Command cluster = new("cluster", "Measure one, two, three silos on one Redis, and single silos on SQLite beside them.")
        {
            silos, rounds, seconds, warmUp, connections, endpoints, seed, data, silo, embedded,
        };
        cluster.SetAction((parsed, cancellationToken) => BenchRun.RunOnOrleansAsync("cluster", parsed.GetValue(silo), parsed.GetValue(data), async (siloPath, directory) =>
        {
            ClusterOptions options = new()
            {
                SiloPath = siloPath,
                EmbeddedSiloPath = parsed.GetValue(embedded) is { Length: > 0 } path && File.Exists(path) ? path : null,
                Silos = parsed.GetValue(silos) is { Length: > 0 } given ? given : [1, 2, 3],
                Rounds = parsed.GetValue(rounds),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                Connections = parsed.GetValue(connections),
                Endpoints = parsed.GetValue(endpoints),
                Seed = parsed.GetValue(seed),
            };
            Directory.CreateDirectory(directory);
            ClusterResult result = await new ClusterBench(options, Console.Out).RunAsync(directory, cancellationToken);
            string json = JsonSerializer.Serialize(result, ClusterJsonContext.Default.ClusterResult);
            bool isSound = result.Variants.All(static variant => variant.Acknowledged == variant.Counted && variant.Acknowledged > 0);
            return (json, isSound ? null : "a silo's count differs from what was acknowledged");
        }));
        return cluster;
    }
}
