using System.CommandLine;
using System.Text.Json;
using Pipeline.Ml.Evaluation.CallCounts;

namespace Pipeline.Cli.Bench.Detection;

/// <summary>The command line of <c>bench call-counts</c>.</summary>
internal static class CallCountsBenchCommand
{
    public static Command Create()
    {
        Option<int> seeds = IntegerOption.Create("--seeds", "Times that everything is drawn anew.", 5, 1, 1_000);
        Command command = new("call-counts", "Plant call counts that explode, or hardly change, among 20 columns of noise, and count what is caught.") { seeds };
        command.SetAction((parsed, cancellationToken) => QualityTable.RunAsync("call-counts", () =>
        {
            CallCountTable table = CallCountTable.Run(
                new CallCountTableOptions { Seeds = [.. Enumerable.Range(1, parsed.GetValue(seeds))] }, cancellationToken);
            Console.Write(table.ToMarkdown());
            return json => Write(json, table);
        }));
        return command;
    }

    private static void Write(Utf8JsonWriter json, CallCountTable table)
    {
        json.WriteNumber("seeds", table.Options.Seeds.Count);
        json.WriteNumber("false_alarm_share", table.Options.FalseAlarmShare);
        json.WriteStartArray("cases");
        foreach (CallCountRow row in table.Rows)
        {
            json.WriteStartObject();
            json.WriteString("case", row.Case);
            json.WriteString("detector", row.Detector);
            json.WriteNumber("caught", Math.Round(row.Detected, 4));
            json.WriteNumber("auc", Math.Round(row.Auc, 4));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
