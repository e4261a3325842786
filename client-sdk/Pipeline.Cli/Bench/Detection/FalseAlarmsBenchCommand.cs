using System.CommandLine;
using System.Text.Json;
using Pipeline.Ml.Evaluation.FalseAlarms;

namespace Pipeline.Cli.Bench.Detection;

/// <summary>The command line of <c>bench false-alarms</c>.</summary>
internal static class FalseAlarmsBenchCommand
{
    public static Command Create()
    {
        Option<int> repetitions = IntegerOption.Create("--repetitions", "Calibrations of each kind; intervals shrink with its root.", 400, 2, 100_000);
        Option<int> heldOut = IntegerOption.Create("--held-out", "Observations after each calibration.", 200_000, 1_000, 10_000_000);
        Option<int> seed = IntegerOption.Create("--seed", "The same seed gives the same table.", 1, 0, int.MaxValue);
        Command command = new("false-alarms", "Count false episodes on normal data against the rate that thresholds promise.") { repetitions, heldOut, seed };
        command.SetAction((parsed, cancellationToken) => QualityTable.RunAsync("false-alarms", () =>
        {
            FalseAlarmTable table = FalseAlarmTable.Run(
                new FalseAlarmTableOptions
                {
                    Repetitions = parsed.GetValue(repetitions),
                    HeldOutLength = parsed.GetValue(heldOut),
                    Seed = parsed.GetValue(seed),
                },
                cancellationToken);
            Console.Write(table.ToMarkdown());
            return json => Write(json, table);
        }));
        return command;
    }

    private static void Write(Utf8JsonWriter json, FalseAlarmTable table)
    {
        json.WriteNumber("repetitions", table.Options.Repetitions);
        json.WriteNumber("rows", table.Rows.Count);
        json.WriteNumber("rows_above_promise", table.Rows.Count(row => !row.Holds));
        json.WriteNumber("highest_ratio", Math.Round(table.Rows.Max(row => row.ObservedRate.Mean / row.PromisedRate), 3));
        json.WriteStartArray("cases");
        foreach (FalseAlarmRow row in table.Rows)
        {
            json.WriteStartObject();
            json.WriteString("shape", row.Shape);
            json.WriteNumber("correlation", row.Correlation);
            json.WriteNumber("calibrated_on", row.CalibrationLength);
            json.WriteNumber("promised", row.PromisedRate);
            json.WriteNumber("observed", row.ObservedRate.Mean);
            json.WriteNumber("lower", row.ObservedRate.Lower);
            json.WriteNumber("upper", row.ObservedRate.Upper);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
