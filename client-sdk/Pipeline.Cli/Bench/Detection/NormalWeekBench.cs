using System.Text.Json;
using Pipeline.Detection.Evaluation.Weeks;

namespace Pipeline.Cli.Bench.Detection;

/// <summary>The part of <c>bench detection</c> that counts what normal traffic raises.</summary>
internal static class NormalWeekBench
{
    public static Action<Utf8JsonWriter> Run(NormalOptions options, bool isVerbose, CancellationToken cancellationToken)
    {
        NormalTable table = NormalTable.Run(options, cancellationToken);
        Console.Write(table.ToMarkdown());
        BenchFigures.PrintLines(table.Faults(), isVerbose);
        return json => Write(json, table);
    }

    private static void Write(Utf8JsonWriter json, NormalTable table)
    {
        json.WriteNumber("seed", table.Options.Seed);
        json.WriteNumber("endpoints", table.Options.Endpoints);
        json.WriteNumber("segments", table.Segments);
        json.WriteNumber("days", table.Options.Days);
        json.WriteBoolean("single_events", table.Options.IsSingle);
        BenchFigures.WriteNumber(json, "budget", table.Budget);
        json.WriteNumber("false_episodes", (long)table.Episodes.Value);
        BenchFigures.WriteInterval(json, "false_episodes", table.Episodes, 2);
        json.WriteNumber("forest_episodes", table.ForestEpisodes);
        json.WriteNumber("notices", table.Notices);
        BenchFigures.WriteFound(json, table.Incidents.Incidents, table.Incidents.Detected, table.Incidents.Recall);
        BenchFigures.WriteCauses(json, table.Incidents.CauseFirst, table.Incidents.CauseInThree);
        BenchFigures.WriteDelay(json, table.Incidents.MedianDelayWindows);
        json.WriteNumber("events", table.Events);
    }
}
