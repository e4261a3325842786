using System.Globalization;
using System.Text.Json;
using Pipeline.Protocol.Queries;
using Spectre.Console;

namespace Pipeline.Cli.Backtests;

/// <summary>Prints a backtest: its sentence, a table of the endpoints that differ or have anything, and what differs.</summary>
internal sealed class BacktestPrinter(BacktestReport report, TextWriter output)
{
    /// <summary>Wide enough for most sentences where there is no terminal to fit into.</summary>
    private const int WidthWithoutTerminal = 200;

    /// <summary>The result on one line, as the silo wrote it.</summary>
    public async Task PrintJsonAsync() => await output.WriteLineAsync(JsonSerializer.Serialize(report, ReportJsonContext.Readable.BacktestReport));

    /// <param name="limit">Anomalies listed of each side.</param>
    /// <param name="isTerminal">Whether to fit and colour it for a terminal.</param>
    public void Print(int limit, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = WidthWithoutTerminal;
        console.WriteLine(report.Sentence);
        BacktestEndpointReport[] shown = [.. report.Endpoints.Where(static endpoint => endpoint.Counts is not { Fired: 0, WouldFire: 0 })];
        if (shown.Length > 0)
        {
            console.WriteLine();
            console.Write(Endpoints(shown));
        }

        PrintSide(console, "no longer", Color.Green, [.. shown.SelectMany(static endpoint => endpoint.OnlyFired)], report.Counts.OnlyFired, limit);
        PrintSide(console, "new", Color.Red, [.. shown.SelectMany(static endpoint => endpoint.OnlyWould)], report.Counts.OnlyWould, limit);
        PrintRemarks(console);
    }

    private static Table Endpoints(IReadOnlyList<BacktestEndpointReport> endpoints)
    {
        Table table = new() { Border = TableBorder.None };
        table.AddColumn(Column("endpoint"));
        foreach (string title in new[] { "fired", "would fire", "the same", "no longer", "new" })
            table.AddColumn(Column(title).RightAligned());
        table.AddColumn(Column("replayed from (UTC)").NoWrap());
        foreach (BacktestEndpointReport endpoint in endpoints)
        {
            BacktestCountsReport counts = endpoint.Counts;
            table.AddRow(
                new Text(endpoint.Name),
                Number(counts.Fired),
                Number(counts.WouldFire),
                Number(counts.Matched),
                Number(counts.OnlyFired),
                Number(counts.OnlyWould),
                new Text(endpoint.ReplayedFrom is { } from ? UtcTime.Text(from) : "-"));
        }

        return table;
    }

    private static void PrintSide(IAnsiConsole console, string title, Color colour, IReadOnlyList<AnomalyReport> listed, int count, int limit)
    {
        if (count == 0 || limit == 0)
            return;
        console.WriteLine();
        Table table = new() { Border = TableBorder.None };
        table.AddColumn(Column($"{title}, since (UTC)").NoWrap());
        table.AddColumn(Column("endpoint"));
        table.AddColumn(Column("what"));
        AnomalyReport[] shown = [.. listed.OrderBy(static anomaly => anomaly.Since).Take(limit)];
        foreach (AnomalyReport anomaly in shown)
            table.AddRow(new Text(UtcTime.Text(anomaly.Since), new Style(colour)), new Text(anomaly.Endpoint), new Text(anomaly.Sentence));
        console.Write(table);
        if (shown.Length < count)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {count - shown.Length:N0} more"));
    }

    private void PrintRemarks(IAnsiConsole console)
    {
        int removed = report.Endpoints.Count(static endpoint => endpoint.RemovedEntries > 0);
        int narrowed = report.Endpoints.Count(static endpoint => endpoint.ComparedFrom is not null);
        if (removed > 0)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of {removed:N0} endpoints the log no longer has the beginning: the replay has learnt from less than the detector that runs."));
        if (narrowed > 0)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of {narrowed:N0} endpoints not all of the range can be compared: --json says from when."));
        foreach (BacktestEndpointReport endpoint in report.Endpoints.Where(static endpoint => endpoint.Problem is not null).Take(10))
            console.WriteLine($"{endpoint.Name}: {endpoint.Problem}");
    }

    private static Text Number(int count) => new Text(count.ToString("N0", CultureInfo.InvariantCulture)).RightJustified();

    private static TableColumn Column(string title) => new(new Text(title, new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 2, 0) };
}
