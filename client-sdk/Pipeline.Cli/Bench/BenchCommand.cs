using System.CommandLine;
using Pipeline.Cli.Transport;

namespace Pipeline.Cli.Bench;

/// <summary>The command line of <c>bench</c>.</summary>
internal static class BenchCommand
{
    /// <summary>Where the launcher says which silo to start.</summary>
    public const string SiloVariable = "PIPELINE_SILO";

    public static Command Create()
    {
        Command bench = new("bench", "Run a benchmark; its last line is one JSON object.");
        bench.Subcommands.Add(CreateIngest());
        return bench;
    }

    private static Command CreateIngest()
    {
        Option<string> format = new("--format") { Description = "What is sent: binary or ndjson.", DefaultValueFactory = _ => "binary" };
        format.AcceptOnlyFromAmong("binary", "ndjson");
        Option<int> seconds = IntegerOption.Create("--seconds", "Length of the measured part.", 10, 1, 3600);
        Option<int> warmUp = IntegerOption.Create("--warm-up", "Seconds sent before measuring starts.", 3, 0, 3600);
        Option<int> seed = IntegerOption.Create("--seed", "Decides the events.", 1, 0, int.MaxValue);
        Option<int> connections = IntegerOption.Create("--connections", "Sources that send at once, each with one batch under way.", 16, 1, 256);
        Option<string?> data = new("--data")
        {
            Description = "Folder for the silo's data, empty or absent, and kept. Default: a temporary one.",
        };
        Option<string?> silo = new("--silo")
        {
            Description = $"Path of Pipeline.Silo.dll. Default: the variable {SiloVariable}.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(SiloVariable),
        };

        Command ingest = new("ingest", "Start a silo and measure how fast it takes events, durability included.")
        {
            format, seconds, warmUp, seed, connections, data, silo,
        };
        ingest.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(silo) is not { Length: > 0 } siloPath || !File.Exists(siloPath))
                return Fail($"no silo to start: set {SiloVariable} or --silo to the path of Pipeline.Silo.dll", ExitCodes.Usage);
            IngestOptions options = new()
            {
                SiloPath = siloPath,
                IsNdjson = parsed.GetValue(format) == "ndjson",
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                Seed = parsed.GetValue(seed),
                Connections = parsed.GetValue(connections),
                DataDirectory = parsed.GetValue(data),
            };
            return await RunAsync(options, cancellationToken);
        });
        return ingest;
    }

    private static async Task<int> RunAsync(IngestOptions options, CancellationToken cancellationToken)
    {
        string directory = options.DataDirectory ?? Directory.CreateTempSubdirectory("pipeline-bench-").FullName;
        try
        {
            if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
                return Fail($"{directory} is not empty", ExitCodes.Usage);
            IngestResult result = await new IngestBench(options, Console.Out, TimeProvider.System).RunAsync(directory, cancellationToken);
            Console.WriteLine(result.ToJson());
            return result.Acknowledged == result.Counted && result.Acknowledged > 0
                ? ExitCodes.Success
                : Fail("the silo's count differs from what it acknowledged", ExitCodes.Failure);
        }
        catch (Exception exception) when (exception is BenchException or DeliveryException or HttpRequestException or IOException)
        {
            return Fail(exception.Message, ExitCodes.Failure);
        }
        finally
        {
            if (options.DataDirectory is null)
                Directory.Delete(directory, recursive: true);
        }
    }

    private static int Fail(string message, int exitCode)
    {
        Console.Error.WriteLine($"pipeline bench: {message}");
        return exitCode;
    }
}
