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
        if (isVerbose)
        {
            foreach (string fault in table.Faults())
                Console.WriteLine(fault);
        }

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
        json.WriteStartArray("false_episodes_interval");
        json.WriteNumberValue(Math.Round(table.Episodes.Lower, 2));
        json.WriteNumberValue(Math.Round(table.Episodes.Upper, 2));
        json.WriteEndArray();
        json.WriteNumber("forest_episodes", table.ForestEpisodes);
        json.WriteNumber("notices", table.Notices);
        json.WriteNumber("incidents", table.Incidents.Incidents);
        json.WriteNumber("detected", table.Incidents.Detected);
        BenchFigures.WriteShare(json, "recall", table.Incidents.Recall);
        json.WriteNumber("cause_top1", table.Incidents.CauseFirst);
        json.WriteNumber("cause_top3", table.Incidents.CauseInThree);
        BenchFigures.WriteNumber(json, "median_delay_windows", table.Incidents.MedianDelayWindows);
        json.WriteNumber("events", table.Events);
    }
}
