using System.CommandLine;
using Pipeline.Benchmarks.Logs;
using Pipeline.Benchmarks.Overhead;
using Pipeline.Benchmarks.Recording;
using Pipeline.Cli;

namespace Pipeline.Benchmarks;

/// <summary>The command line of the benchmarks of the client and of the event logs. They are here, not in the command-line tool, because of what they are compared with.</summary>
internal static class ClientBenchCommand
{
    /// <summary>Whether the arguments name one of them.</summary>
    public static bool Knows(string[] arguments) => arguments is ["record" or "overhead" or "overhead-service" or "log", ..];

    public static async Task<int> RunAsync(string[] arguments)
    {
        RootCommand root = new("Benchmarks of the client and of the event logs; the last line of each is one JSON object.")
        {
            RecordBenchCommand.Create(),
            OverheadBenchCommand.Create(),
            OverheadBenchCommand.CreateService(),
            LogBenchCommand.Create(),
        };
        ParseResult parsed = root.Parse(arguments);
        int exitCode = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
    }
}
