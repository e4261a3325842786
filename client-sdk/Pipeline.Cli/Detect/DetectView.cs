using System.Globalization;
using Pipeline.Cli.Input;
using Pipeline.Ml.Evaluation.Detection;
using Pipeline.Ml.Evaluation.Metrics;
using Pipeline.Ml.Evaluation.Tables;
using Spectre.Console;

namespace Pipeline.Cli.Detect;

/// <summary>What <c>detect</c> prints for people.</summary>
internal sealed class DetectView
{
    /// <summary>A table takes no more than it needs; in a narrow terminal lines that go on below are read more easily than columns of three letters.</summary>
    private const int Width = 1_000;

    /// <summary>What would be written as no percent at all is no cause.</summary>
    private const double ShareMin = 0.0005;

    private readonly DetectOptions _options;
    private readonly FeatureTable _table;
    private readonly TextWriter _output;
    private readonly IAnsiConsole _console;

    public DetectView(DetectOptions options, FeatureTable table, TextWriter output, bool isTerminal)
    {
        _options = options;
        _table = table;
        _output = output;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        _console.Profile.Width = Width;
    }

    /// <summary>What was read, and what will score it.</summary>
    public void WriteTitle()
    {
        string name = _options.File == InputFile.StandardInput ? "standard input" : _options.File;
        string labels = _table.Labels is { } all ? $", {DetectFormat.Count(all.Count(static label => label))} labelled as anomalies" : "";
        _output.WriteLine(
            $"{name}: {DetectFormat.Count(_table.Features.RowCount, "row")}, {DetectFormat.Count(_table.Features.ColumnCount, "column")}{labels}; {DetectFormat.Detector(_options, _table)}");
        string[] moved = [.. _table.Columns.Where(static column => column.Offset != 0).Select(static column => column.Name)];
        if (moved.Length > 0)
            _output.WriteLine($"centred on the median, because single precision would not tell their values apart: {string.Join(", ", moved)}");
        string[] missing = [.. MissingColumns()];
        if (missing.Length > 0)
            _output.WriteLine($"no value in any row: {string.Join(", ", missing)}");
    }

    /// <summary>Each seed, then mean and standard deviation; nothing without labels.</summary>
    public void WriteQuality(DetectionResult result)
    {
        if (_table.Labels is null)
            return;
        _output.WriteLine();
        if (result.RocAucs.Length == 0)
        {
            _output.WriteLine($"All rows have the same label in '{_table.LabelColumn}': there is no ROC AUC.");
            return;
        }

        Table table = CreateTable();
        AddNumbers(table, "seed", "ROC AUC", "average precision");
        foreach (SeedResult seed in result.Seeds)
            AddQuality(table, seed.Seed.ToString(CultureInfo.InvariantCulture), seed.Quality!.Value.RocAuc, seed.Quality.Value.AveragePrecision);
        AddQuality(table, "mean", SampleStatistics.Mean(result.RocAucs), SampleStatistics.Mean(result.AveragePrecisions));
        if (result.Seeds.Count > 1)
            AddQuality(table, "std", SampleStatistics.StandardDeviation(result.RocAucs), SampleStatistics.StandardDeviation(result.AveragePrecisions));
        _console.Write(table);
    }

    /// <summary>The most anomalous rows with their causes.</summary>
    public void WriteTop(DetectionResult result)
    {
        if (result.Top.Count == 0)
            return;
        _output.WriteLine();
        bool hasPValues = result.Top.Any(static row => row.PValue is not null);
        Table table = CreateTable();
        AddNumbers(table, "line", "score");
        if (hasPValues)
            AddNumbers(table, "p");
        if (_table.Labels is not null)
            AddTexts(table, "label");
        AddTexts(table, "cause");
        AddNumbers(table, "observed");
        AddTexts(table, "");
        AddNumbers(table, "expected", "share %");
        foreach (AnomalousRow row in result.Top)
            AddRow(table, row, hasPValues);
        _console.Write(table);
    }

    /// <summary>How fast it was, and what was flagged.</summary>
    public void WriteSpeed(DetectionResult result)
    {
        _output.WriteLine();
        if (result.Threshold is { } threshold)
            _output.WriteLine(result.Flagged > 0
                ? $"flagged: {DetectFormat.Count(result.Flagged, "row")} with a score of {DetectFormat.Score(threshold)} or more{Found(result, threshold)}"
                : "flagged: none; more rows than that share have the highest score");
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"fit {result.Fit.TotalMilliseconds:0.0} ms, {result.RowsPerSecond:N0} rows scored per second; {DetectFormat.Count(_options.Detector.ThreadCount, "thread")}"));
    }

    private string Found(DetectionResult result, double threshold)
    {
        if (_table.Labels is not { } labels)
            return "";
        int found = result.Scores.Zip(labels).Count(row => row.First >= threshold && row.Second);
        return $", {DetectFormat.Count(found)} of them labelled as anomalies";
    }

    private void AddRow(Table table, AnomalousRow row, bool hasPValues)
    {
        List<string> cells = [_table.Lines[row.Row].ToString(CultureInfo.InvariantCulture), DetectFormat.Score(row.Score)];
        if (hasPValues)
            cells.Add(row.PValue is { } p ? DetectFormat.PValue(p) : "-");
        if (_table.Labels is { } labels)
            cells.Add(labels[row.Row] ? "anomaly" : "normal");
        if (!row.Causes.Any(static cause => cause.Share >= ShareMin))
            Add(table, [.. cells, "-", "", "", "", ""]);
        foreach (ShownCause cause in row.Causes.Where(static cause => cause.Share >= ShareMin).Take(_options.Causes))
        {
            FeatureColumn column = _table.Columns[cause.Column];
            Add(table, [.. cells, column.Name, column.Format(cause.Observed), cause.Direction, column.FormatComputed(cause.Expected), DetectFormat.Percent(cause.Share)]);
            cells = [.. cells.Select(static _ => "")];
        }
    }

    private IEnumerable<string> MissingColumns()
    {
        for (int column = 0; column < _table.Columns.Count; column++)
        {
            int row = 0;
            while (row < _table.Features.RowCount && float.IsNaN(_table.Features.Row(row)[column]))
                row++;
            if (row == _table.Features.RowCount)
                yield return _table.Columns[column].Name;
        }
    }

    private static Table CreateTable() => new() { Border = TableBorder.None };

    private static void AddQuality(Table table, string what, double rocAuc, double averagePrecision) =>
        Add(table, what, DetectFormat.Quality(rocAuc), DetectFormat.Quality(averagePrecision));

    private static void Add(Table table, params string[] cells) => table.AddRow(cells.Select(static cell => new Text(cell)));

    private static void AddNumbers(Table table, params string[] titles) => AddColumns(table, Justify.Right, titles);

    private static void AddTexts(Table table, params string[] titles) => AddColumns(table, Justify.Left, titles);

    private static void AddColumns(Table table, Justify alignment, string[] titles)
    {
        foreach (string title in titles)
        {
            table.AddColumn(new TableColumn(new Text(title, new Style(decoration: Decoration.Bold)))
            {
                Alignment = alignment, Padding = new Padding(0, 0, 2, 0), NoWrap = true,
            });
        }
    }
}
