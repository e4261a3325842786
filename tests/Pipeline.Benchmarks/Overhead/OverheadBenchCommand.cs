using System.CommandLine;
using Pipeline.Cli;
using Pipeline.Cli.Bench;

namespace Pipeline.Benchmarks.Overhead;

/// <summary>The command lines of <c>bench overhead</c> and of the services that it starts.</summary>
internal static class OverheadBenchCommand
{
    public static Command Create()
    {
        Option<int> rounds = IntegerOption.Create("--rounds", "Rounds in which every service has its turn.", 20, 1, 10_000);
        Option<int> turn = IntegerOption.Create("--turn", "Length of a turn, ms.", 1_000, 100, 600_000);
        Option<int> connections = IntegerOption.Create("--connections", "Connections, each with one request under way.", 4, 1, 1_000);
        Option<string?> data = BenchRun.CreateDataOption();
        Option<string?> silo = BenchRun.CreateSiloOption();
        Command overhead = new("overhead", "Measure what a service loses by being recorded, beside OpenTelemetry.") { rounds, turn, connections, data, silo };
        overhead.SetAction((parsed, cancellationToken) => BenchRun.RunAsync(parsed.GetValue(silo), parsed.GetValue(data), async (siloPath, directory) =>
        {
            OverheadOptions options = new()
            {
                SiloPath = siloPath,
                Rounds = parsed.GetValue(rounds),
                Turn = TimeSpan.FromMilliseconds(parsed.GetValue(turn)),
                Connections = parsed.GetValue(connections),
            };
            (OverheadResult result, string? failure) = await new OverheadBench(options, Console.Out).RunAsync(directory, cancellationToken);
            return (result.ToJson(), failure);
        }));
        return overhead;
    }

    /// <summary>A service under load; started by the benchmark only.</summary>
    public static Command CreateService()
    {
        Option<ServiceMode> mode = new("--mode") { Description = "Who listens." };
        Option<Uri> silo = new("--silo") { Description = "Where the client delivers.", CustomParser = static result => new Uri(result.Tokens[0].Value), Required = true };
        Command service = new("overhead-service", "The service that is under load.") { mode, silo };
        service.Hidden = true;
        service.SetAction(async (parsed, _) =>
        {
            await OverheadService.RunAsync(parsed.GetValue(mode), parsed.GetRequiredValue(silo));
            return ExitCodes.Success;
        });
        return service;
    }
}
