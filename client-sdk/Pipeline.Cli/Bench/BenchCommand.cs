using System.CommandLine;
using Pipeline.Cli.Bench.Alerts;
using Pipeline.Cli.Bench.Cardinality;
using Pipeline.Cli.Bench.Chaos;
using Pipeline.Cli.Bench.Cluster;
using Pipeline.Cli.Bench.Detection;
using Pipeline.Cli.Bench.Forests;
using Pipeline.Cli.Bench.Outage;
using Pipeline.Cli.Bench.Queries;

namespace Pipeline.Cli.Bench;

/// <summary>The command line of <c>bench</c>.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Run a benchmark; its last line is one JSON object.")
    {
        IngestBenchCommand.Create(),
        QueryBenchCommand.Create(),
        CardinalityBenchCommand.Create(),
        OutageBenchCommand.Create(),
        ClusterBenchCommand.Create(),
        ChaosBenchCommand.Create(),
        AlertsBenchCommand.Create(),
        ForestBenchCommand.Create(),
        CallCountsBenchCommand.Create(),
        AttributionBenchCommand.Create(),
        FalseAlarmsBenchCommand.Create(),
        DetectionBenchCommand.Create(),
        DetectionCostBenchCommand.Create(),
    };
}
