using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Pipeline.Detection.Evaluation.Planting;
using Pipeline.Detection.Evaluation.Scoring;

namespace Pipeline.Cli.Bench.Detection;

/// <summary>The command line of <c>bench detection</c>.</summary>
internal static class DetectionBenchCommand
{
    private const int QuickIncidents = 3;

    public static Command Create()
    {
        PlantedOptions preset = new();
        Option<int> seed = IntegerOption.Create("--seed", "Decides everything that is drawn.", preset.Seed, 0, int.MaxValue);
        Option<string[]> kinds = CreateKindsOption();
        Option<double[]> magnitudes = NumberListOption.Create("--magnitudes", "Factors on what an incident changes.", [.. preset.Magnitudes], 1, 100);
        Option<int> incidents = IntegerOption.Create("--incidents", "Incidents of each kind and magnitude.", preset.Incidents, 1, 1_000);
        Option<int> threads = IntegerOption.Create("--threads", "Endpoints at the same time.", preset.Threads, 1, 256);
        Option<bool> quick = new("--quick") { Description = $"{QuickIncidents} incidents of each kind, of magnitudes 2 and 5 only, unless given otherwise." };
        Option<bool> verbose = new("--verbose") { Description = "Also a line for everything that went wrong." };
        Command command = new("detection", "Plant incidents into generated traffic, and count what detection finds.")
        {
            seed, kinds, magnitudes, incidents, threads, quick, verbose,
        };
        command.SetAction((parsed, cancellationToken) => QualityTable.RunAsync("detection", () =>
        {
            bool isQuick = parsed.GetValue(quick);
            PlantedTable table = PlantedTable.Run(
                preset with
                {
                    Seed = parsed.GetValue(seed),
                    Kinds = parsed.GetValue(kinds) ?? [],
                    Magnitudes = isQuick && !IsGiven(parsed, magnitudes) ? [2, 5] : parsed.GetValue(magnitudes)!,
                    Incidents = isQuick && !IsGiven(parsed, incidents) ? QuickIncidents : parsed.GetValue(incidents),
                    Threads = parsed.GetValue(threads),
                },
                cancellationToken);
            Console.Write(table.ToMarkdown());
            if (parsed.GetValue(verbose))
            {
                foreach (string fault in table.Faults())
                    Console.WriteLine(fault);
            }

            return json => Write(json, table);
        }));
        return command;
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static Option<string[]> CreateKindsOption() => new("--kinds")
    {
        Description = $"Kinds of incidents, with commas between them: {string.Join(", ", PlantedOptions.KindNames)}. Default: all.",
        DefaultValueFactory = static _ => [],
        CustomParser = static result =>
        {
            string[] names = result.Tokens[0].Value.Split(',');
            if (names.FirstOrDefault(static name => !PlantedOptions.KindNames.Contains(name)) is { } unknown)
                result.AddError($"--kinds takes {string.Join(", ", PlantedOptions.KindNames)}, not '{unknown}'.");
            return [.. names.Distinct()];
        },
    };

    private static void Write(Utf8JsonWriter json, PlantedTable table)
    {
        PlantedTotal total = table.Total;
        json.WriteNumber("seed", table.Options.Seed);
        json.WriteNumber("incidents", total.Incidents);
        json.WriteNumber("detected", total.Detected);
        WriteShare(json, "recall", total.Recall);
        WriteShare(json, "precision", total.Precision);
        json.WriteNumber("cause_top1", total.CauseFirst);
        json.WriteNumber("cause_top3", total.CauseInThree);
        json.WriteNumber("segments_right", total.SegmentsRight);
        json.WriteNumber("false_episodes", total.FalseEpisodes);
        json.WriteNumber("pre_incident_alarms", total.PreIncidentAlarms);
        json.WriteNumber("repeated_alarms", total.RepeatedAlarms);
        json.WriteNumber("constant_top1", total.ConstantFirst);
        json.WriteNumber("constant_top3", total.ConstantInThree);
        WriteNumber(json, "median_delay_windows", total.MedianDelayWindows);
        json.WriteNumber("steps_detected", total.StepsDetected);
        json.WriteNumber("steps_within_two_windows", total.StepsInTwoWindows);
        json.WriteNumber("events", total.Events);
    }

    /// <summary>A share, rounded, with its interval; null where it is of nothing.</summary>
    private static void WriteShare(Utf8JsonWriter json, string name, Interval share)
    {
        WriteNumber(json, name, share.Value);
        json.WriteStartArray($"{name}_interval");
        json.WriteNumberValue(Math.Round(share.Lower, 4));
        json.WriteNumberValue(Math.Round(share.Upper, 4));
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, Math.Round(value, 4));
        else
            json.WriteNull(name);
    }
}
