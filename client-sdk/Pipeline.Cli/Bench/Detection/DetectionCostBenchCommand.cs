using System.CommandLine;
using System.Text.Json;
using Pipeline.Detection.Evaluation.Costing;

namespace Pipeline.Cli.Bench.Detection;

/// <summary>The command line of <c>bench detection-cost</c>.</summary>
internal static class DetectionCostBenchCommand
{
    public static Command Create()
    {
        DetectionCostOptions preset = new();
        Option<int> endpoints = IntegerOption.Create("--endpoints", "Endpoints that are measured.", preset.Endpoints, 1, 10_000);
        Option<int> scaled = IntegerOption.Create("--scaled-to", "Endpoints that figures are scaled to.", preset.ScaledEndpoints, 1, 1_000_000);
        Option<int> segments = IntegerOption.Create("--segments", "Segments of each.", preset.Segments, 1, 8);
        Option<int> operations = IntegerOption.Create("--operations", "Operations that its events call.", preset.Operations, 7, 64);
        Option<int> rate = IntegerOption.Create("--rate", "Events of an endpoint in a second.", preset.EventsPerSecond, 1, 1_000);
        Option<int> minutes = IntegerOption.Create("--minutes", "Minutes that are measured.", preset.Minutes, 1, 300);
        Option<int> history = IntegerOption.Create("--history", "Minutes that come before.", preset.HistoryMinutes, 150, 10_000);
        Option<int> seed = IntegerOption.Create("--seed", "Decides the traffic.", preset.Seed, 0, int.MaxValue);
        Command command = new("detection-cost", "Measure what detection takes of processor and memory.")
        {
            endpoints, scaled, segments, operations, rate, minutes, history, seed,
        };
        command.SetAction((parsed, cancellationToken) => QualityTable.RunAsync("detection-cost", () =>
        {
            DetectionCost cost = DetectionCostBench.Run(
                new DetectionCostOptions
                {
                    Endpoints = parsed.GetValue(endpoints),
                    ScaledEndpoints = parsed.GetValue(scaled),
                    Segments = parsed.GetValue(segments),
                    Operations = parsed.GetValue(operations),
                    EventsPerSecond = parsed.GetValue(rate),
                    Minutes = parsed.GetValue(minutes),
                    HistoryMinutes = parsed.GetValue(history),
                    Seed = parsed.GetValue(seed),
                },
                cancellationToken);
            Console.Write(cost.ToMarkdown());
            return json => Write(json, cost);
        }));
        return command;
    }

    private static void Write(Utf8JsonWriter json, DetectionCost cost)
    {
        json.WriteNumber("endpoints", cost.Options.Endpoints);
        json.WriteNumber("scaled_endpoints", cost.Options.ScaledEndpoints);
        json.WriteNumber("segments", cost.Options.Segments);
        json.WriteNumber("operations", cost.Options.Operations);
        json.WriteNumber("models", cost.Models);
        json.WriteNumber("events_per_endpoint", cost.Events);
        json.WriteNumber("cpu_seconds_per_endpoint_hour", Math.Round(cost.CpuSeconds, 5));
        json.WriteNumber("cpu_seconds_per_endpoint_hour_without", Math.Round(cost.CpuSecondsOff, 5));
        json.WriteNumber("core_share_scaled", Math.Round(cost.CoreShare, 5));
        json.WriteNumber("memory_bytes_per_endpoint", cost.MemoryBytes);
        json.WriteNumber("memory_bytes_per_endpoint_without", cost.MemoryBytesOff);
        json.WriteNumber("snapshot_bytes_per_endpoint", cost.SnapshotBytes);
        json.WriteNumber("snapshot_bytes_per_endpoint_without", cost.SnapshotBytesOff);
        json.WriteNumber("fit_ms", Math.Round(cost.FitMs, 3));
        json.WriteNumber("model_bytes", cost.ModelBytes);
    }
}
