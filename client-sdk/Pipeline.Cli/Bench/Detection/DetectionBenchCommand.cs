using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Pipeline.Detection.Evaluation.Planting;
using Pipeline.Detection.Evaluation.Recorded;
using Pipeline.Detection.Evaluation.Weeks;

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
        Option<double[]> magnitudes = NumberListOption.Create(
            "--magnitudes", "Factors on what an incident changes.", [.. preset.Magnitudes], 1, 100);
        Option<int> incidents = IntegerOption.Create("--incidents", "Incidents of each kind and magnitude, half as many below 2.", preset.Incidents, 1, 1_000);
        Option<int> threads = IntegerOption.Create("--threads", "Endpoints at the same time.", preset.Threads, 1, 256);
        Option<bool> quick = new("--quick")
        {
            Description = $"{QuickIncidents} incidents of each kind, of magnitudes 2 and 5 only, unless given otherwise.",
        };
        Option<bool> verbose = new("--verbose") { Description = "Also a line for everything that went wrong." };
        Option<string?> events = new("--events")
        {
            Description = "Instead of planting: NDJSON (plain, .gz) of a recording whose incidents are known.",
        };
        Option<string?> labels = new("--labels")
        {
            Description = "Its incidents: a JSON array of {from, to, endpoint, metric, cause}, Unix ms.",
        };
        Option<TimeSpan> window = DurationOption.Create(
            "--window",
            "Width of the windows in which a recording is judged: whole seconds.",
            TimeSpan.FromMinutes(5),
            TimeSpan.FromSeconds(1),
            TimeSpan.FromHours(1));
        Option<int> warmup = IntegerOption.Create("--warmup", "Windows of a recording that are only learnt from.", 48, 3, 10_000);
        NormalOptions normal = new();
        Option<bool> normalWeek = new("--normal-week")
        {
            Description = "Instead of planting: days of normal traffic, what is raised against the budget, and incidents afterwards.",
        };
        Option<int> endpoints = IntegerOption.Create("--endpoints", "Endpoints of normal traffic.", normal.Endpoints, 1, 10_000);
        Option<bool> single = new("--single-events")
        {
            Description = "Every call of the normal days is an event of its own; takes about twice as long.",
        };
        Option<int> days = IntegerOption.Create("--days", "Days of normal traffic.", normal.Days, 1, 60);
        Command command = new("detection", "Plant incidents into generated traffic, and count what detection finds; or take a recording.")
        {
            seed, kinds, magnitudes, incidents, threads, quick, verbose, events, labels, window, warmup, normalWeek, endpoints, days, single,
        };
        command.Validators.Add(result =>
        {
            if (IsGiven(result.GetResult(events)) != IsGiven(result.GetResult(labels)))
                result.AddError("--events and --labels go together.");
            if (IsGiven(result.GetResult(events)) && result.GetValue(normalWeek))
                result.AddError("--events and --normal-week do not go together.");
        });
        command.SetAction((parsed, cancellationToken) => QualityTable.RunAsync("detection", () =>
        {
            if (parsed.GetValue(events) is { } path)
            {
                RecordedOptions recorded = new((long)parsed.GetValue(window).TotalMilliseconds, parsed.GetValue(warmup));
                return RecordedBench.Run(path, parsed.GetValue(labels)!, recorded, parsed.GetValue(verbose), cancellationToken);
            }

            if (parsed.GetValue(normalWeek))
            {
                NormalOptions chosen = new()
                {
                    Seed = parsed.GetValue(seed),
                    Endpoints = parsed.GetValue(endpoints),
                    Days = parsed.GetValue(days),
                    IsSingle = parsed.GetValue(single),
                    Threads = parsed.GetValue(threads),
                };
                return NormalWeekBench.Run(chosen, parsed.GetValue(verbose), cancellationToken);
            }

            bool isQuick = parsed.GetValue(quick);
            PlantedTable table = PlantedTable.Run(
                preset with
                {
                    Seed = parsed.GetValue(seed),
                    Kinds = parsed.GetValue(kinds) ?? [],
                    Magnitudes = isQuick && !IsGiven(parsed.GetResult(magnitudes)) ? [2, 5] : parsed.GetValue(magnitudes)!,
                    Incidents = isQuick && !IsGiven(parsed.GetResult(incidents)) ? QuickIncidents : parsed.GetValue(incidents),
                    Threads = parsed.GetValue(threads),
                },
                cancellationToken);
            Console.Write(table.ToMarkdown());
            BenchFigures.PrintLines(table.Faults(), parsed.GetValue(verbose));
            return json => Write(json, table);
        }));
        return command;
    }

    private static bool IsGiven(OptionResult? result) => result is { Implicit: false };

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
        BenchFigures.WriteFound(json, total.Incidents, total.Detected, total.Recall);
        BenchFigures.WriteShare(json, "precision", total.Precision);
        BenchFigures.WriteCauses(json, total.CauseFirst, total.CauseInThree);
        json.WriteNumber("segments_right", total.SegmentsRight);
        BenchFigures.WriteWrongAlarms(json, total.FalseEpisodes, total.PreIncidentAlarms, total.RepeatedAlarms);
        BenchFigures.WriteConstant(json, total.ConstantFirst, total.ConstantInThree);
        BenchFigures.WriteDelay(json, total.MedianDelayWindows);
        json.WriteNumber("steps_detected", total.StepsDetected);
        json.WriteNumber("steps_within_two_windows", total.StepsInTwoWindows);
        json.WriteNumber("events", total.Events);
    }
}
