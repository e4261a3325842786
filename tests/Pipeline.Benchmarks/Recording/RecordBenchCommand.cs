using System.CommandLine;
using Pipeline.Cli;

namespace Pipeline.Benchmarks.Recording;

/// <summary>The command line of <c>bench record</c>.</summary>
internal static class RecordBenchCommand
{
    public static Command Create()
    {
        Option<int> rounds = IntegerOption.Create("--rounds", "Rounds in which every variant has its turn.", 20, 1, 10_000);
        Option<int> bursts = IntegerOption.Create("--bursts", "Bursts of a turn.", 50, 1, 10_000);
        Command record = new("record", "Measure what recording a call costs, beside OpenTelemetry recording the same facts.") { rounds, bursts };
        record.SetAction(parsed =>
        {
            (RecordResult result, string? failure) = new RecordBench(parsed.GetValue(rounds), parsed.GetValue(bursts), Console.Out).Run();
            Console.WriteLine(result.ToJson());
            if (failure is null)
                return ExitCodes.Success;
            Console.Error.WriteLine($"pipeline bench: {failure}");
            return ExitCodes.Failure;
        });
        return record;
    }
}
