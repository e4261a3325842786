using System.CommandLine;
using Pipeline.Cli.Bench.Cluster;
using Pipeline.Cli.Transport;
using Pipeline.Client.Queries;

namespace Pipeline.Cli.Bench;

/// <summary>What every benchmark's command line has in common: which silo, where its data goes, how a run ends.</summary>
internal static class BenchRun
{
    /// <summary>Where the launcher says which silo to start.</summary>
    public const string SiloVariable = "PIPELINE_SILO";

    public static Option<string?> CreateDataOption() => new("--data")
    {
        Description = "Folder for the silo's data, empty or absent, and kept. Default: a temporary one.",
    };

    public static Option<string?> CreateSiloOption() => new("--silo")
    {
        Description = $"Path of Pipeline.Silo.dll. Default: the variable {SiloVariable}.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(SiloVariable),
    };

    public static Option<int> CreateSeedOption() => IntegerOption.Create("--seed", "Decides the events.", 1, 0, int.MaxValue);

    /// <summary>Runs a benchmark in its data folder, prints its JSON as the last line of output, and says what is wrong.</summary>
    /// <param name="siloPath">As given; refused if there is no such file.</param>
    /// <param name="dataDirectory">As given; null for a temporary one.</param>
    /// <param name="runAsync">Runs with silo and folder; answers the JSON and, if the run must not count as a success, why.</param>
    public static async Task<int> RunAsync(
        string? siloPath, string? dataDirectory, Func<string, string, Task<(string Json, string? Failure)>> runAsync)
    {
        if (siloPath is not { Length: > 0 } || !File.Exists(siloPath))
            return Fail($"no silo to start: set {SiloVariable} or --silo to the path of Pipeline.Silo.dll", ExitCodes.Usage);
        string directory = dataDirectory ?? Directory.CreateTempSubdirectory("pipeline-bench-").FullName;
        try
        {
            if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
                return Fail($"{directory} is not empty", ExitCodes.Usage);
            (string json, string? failure) = await runAsync(siloPath, directory);
            Console.WriteLine(json);
            return failure is null ? ExitCodes.Success : Fail(failure, ExitCodes.Failure);
        }
        catch (Exception exception) when (exception is BenchException or DeliveryException or PipelineQueryException or HttpRequestException or IOException)
        {
            return Fail(exception.Message, ExitCodes.Failure);
        }
        finally
        {
            if (dataDirectory is null)
                Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The same for what only silos of the Orleans edition can do.</summary>
    /// <param name="kind">The benchmark's name.</param>
    /// <param name="siloPath">As given; refused if there is no such file, or it is of the other edition.</param>
    /// <param name="dataDirectory">As given; null for a temporary one.</param>
    /// <param name="runAsync">As above.</param>
    public static Task<int> RunOnOrleansAsync(
        string kind, string? siloPath, string? dataDirectory, Func<string, string, Task<(string Json, string? Failure)>> runAsync)
    {
        if (siloPath is { Length: > 0 } && File.Exists(siloPath) && !ClusterProcesses.IsPossible(siloPath))
            return Task.FromResult(Fail($"{kind} needs silos of the Orleans edition (PIPELINE_EDITION=Orleans); {siloPath} is of the Embedded one", ExitCodes.Usage));
        return RunAsync(siloPath, dataDirectory, runAsync);
    }

    private static int Fail(string message, int exitCode)
    {
        Console.Error.WriteLine($"pipeline bench: {message}");
        return exitCode;
    }
}
