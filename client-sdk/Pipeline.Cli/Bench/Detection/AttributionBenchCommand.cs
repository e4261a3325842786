using System.CommandLine;
using System.Text.Json;
using Pipeline.Ml.Evaluation.Attribution;

namespace Pipeline.Cli.Bench.Detection;

/// <summary>The command line of <c>bench attribution</c>.</summary>
internal static class AttributionBenchCommand
{
    public static Command Create()
    {
        Option<int> seed = IntegerOption.Create("--seed", "The first seed.", 1, 0, 1_000_000);
        Option<int> seeds = IntegerOption.Create("--seeds", "Times that everything is drawn anew.", 10, 1, 1_000);
        Option<int> columns = IntegerOption.Create("--columns", "Columns, an even number.", 30, 4, 1_000);
        Command command = new("attribution", "Plant shifts in rows of noise and count how often the columns are named.") { seed, seeds, columns };
        command.SetAction((parsed, cancellationToken) => QualityTable.RunAsync("attribution", () =>
        {
            AttributionTable table = AttributionTable.Run(
                new AttributionTableOptions
                {
                    Seeds = [.. Enumerable.Range(parsed.GetValue(seed), parsed.GetValue(seeds))],
                    ColumnCount = parsed.GetValue(columns),
                },
                cancellationToken);
            Console.Write(table.ToMarkdown());
            return json => Write(json, table);
        }));
        return command;
    }

    private static void Write(Utf8JsonWriter json, AttributionTable table)
    {
        json.WriteNumber("rows", table.Rows[0].RowCount);
        json.WriteStartArray("cases");
        foreach (AttributionRow row in table.Rows)
        {
            json.WriteStartObject();
            json.WriteString("case", row.Case.Name);
            json.WriteNumber("sigmas", row.Case.Sigmas);
            json.WriteString("ranking", row.Ranking);
            json.WriteNumber("first", Math.Round(row.First, 4));
            json.WriteNumber("among_three", Math.Round(row.AmongThree, 4));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
