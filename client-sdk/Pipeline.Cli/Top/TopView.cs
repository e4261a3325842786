using System.Globalization;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pipeline.Cli.Top;

/// <summary>The tables of the view.</summary>
/// <param name="options">What the user asked for.</param>
/// <param name="width">Characters of a line.</param>
internal sealed class TopView(TopOptions options, int width)
{
    private const double ErrorShareNoticed = 0.01;
    private const double ErrorShareAlarming = 0.05;

    /// <summary>A column of figures, the space before it included.</summary>
    private const int NumberWidth = 9;

    private const int WideNumberWidth = 13;

    /// <summary>A name that is cut shorter says nothing any more; the figures are cut instead.</summary>
    private const int NameWidthMin = 12;

    /// <summary>Endpoints, one a line.</summary>
    /// <param name="snapshot">What is shown.</param>
    /// <param name="rowCount">At most so many of it.</param>
    /// <param name="selected">Index of the line that is marked; null to mark none.</param>
    public Table Endpoints(TopSnapshot snapshot, int rowCount, int? selected = null)
    {
        int nameWidth = NameWidth(8 * NumberWidth);
        Table table = CreateTable("endpoint", nameWidth);
        AddNumberColumn(table, "calls/s", EndpointSort.Rate);
        AddNumberColumn(table, "errors %", EndpointSort.Errors);
        AddNumberColumn(table, "p50 ms", null);
        AddNumberColumn(table, "p95 ms", EndpointSort.P95);
        AddNumberColumn(table, "p99 ms", null);
        AddNumberColumn(table, "cpu ms", EndpointSort.Cpu);
        AddNumberColumn(table, "db", EndpointSort.DbQueries);
        AddNumberColumn(table, "time %", EndpointSort.Time);
        double allTime = snapshot.Rows.Sum(static row => row.TimeMsPerSecond ?? 0);
        for (int index = 0; index < Math.Min(rowCount, snapshot.Rows.Count); index++)
        {
            TopRow row = snapshot.Rows[index];
            Style style = index == selected ? new Style(decoration: Decoration.Invert) : Style.Plain;
            table.AddRow(
                new Text(Cut(row.Name, nameWidth), style),
                Cell(TopFormat.Number(row.Rate), style),
                Cell(TopFormat.Percent(row.ErrorShare), style.Combine(ErrorStyle(row.ErrorShare))),
                Cell(TopFormat.Number(row.P50Ms), style),
                Cell(TopFormat.Number(row.P95Ms), style),
                Cell(TopFormat.Number(row.P99Ms), style),
                Cell(TopFormat.Number(row.CpuMs), style),
                Cell(TopFormat.Number(row.DbQueries), style),
                Cell(TopFormat.Percent(allTime > 0 ? row.TimeMsPerSecond / allTime : null), style));
        }

        return table;
    }

    /// <summary>What one endpoint does, the operation with the most time first.</summary>
    public IRenderable Operations(string endpoint, IReadOnlyList<OperationReport> operations, int rowCount)
    {
        int nameWidth = NameWidth(WideNumberWidth + (3 * NumberWidth));
        Table table = CreateTable(Cut($"operations of {endpoint}", nameWidth), nameWidth);
        AddNumberColumn(table, "calls/event", null, WideNumberWidth);
        AddNumberColumn(table, "most", null);
        AddNumberColumn(table, "ms/event", null);
        AddNumberColumn(table, "events %", null);
        foreach (OperationReport operation in operations.Take(rowCount))
        {
            table.AddRow(
                new Text(Cut(operation.Kind == "function" ? operation.Name : $"{operation.Name} ({operation.Kind})", nameWidth)),
                Cell(TopFormat.Number(operation.PerEvent), Style.Plain),
                Cell(TopFormat.Number(operation.MaxPerEvent), Style.Plain),
                Cell(TopFormat.Number(operation.MsPerEvent), Style.Plain),
                Cell(TopFormat.Percent(operation.ShareOfEvents), Style.Plain));
        }

        return operations.Count > 0 ? table : new Text($"{endpoint} reports no operations", new Style(decoration: Decoration.Dim));
    }

    /// <summary>One line above the table.</summary>
    public string Title(TopSnapshot snapshot)
    {
        string segment = options.Segment is { } name ? $", segment {name}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{options.To.Authority}: {Math.Min(snapshot.Rows.Count, options.Limit)} of {snapshot.TotalCount:N0} endpoints{segment}, last 5 min of each, by {SortName(options.Sort)}");
    }

    /// <summary>A sort as the command line writes it.</summary>
    public static string SortName(EndpointSort sort) => sort == EndpointSort.DbQueries ? "db_queries" : sort.ToString().ToLowerInvariant();

    private int NameWidth(int numbersWidth) => Math.Max(NameWidthMin, width - numbersWidth);

    private static string Cut(string name, int nameWidth) => name.Length <= nameWidth ? name : name[..(nameWidth - 3)] + "...";

    private Table CreateTable(string title, int nameWidth)
    {
        Table table = new() { Border = TableBorder.None };
        table.AddColumn(new TableColumn(Header(title, null)) { Width = nameWidth, NoWrap = true, Padding = new Padding(0) });
        return table;
    }

    private void AddNumberColumn(Table table, string title, EndpointSort? sort, int columnWidth = NumberWidth) =>
        table.AddColumn(new TableColumn(Header(title, sort))
        {
            Alignment = Justify.Right, Width = columnWidth, NoWrap = true, Padding = new Padding(0),
        });

    private Text Header(string title, EndpointSort? sort) =>
        new(title, new Style(decoration: sort == options.Sort && sort is not null ? Decoration.Bold | Decoration.Underline : Decoration.Bold));

    private static Text Cell(string text, Style style) => new(text, style) { Justification = Justify.Right };

    private static Style ErrorStyle(double share) => share switch
    {
        >= ErrorShareAlarming => new Style(Color.Red),
        >= ErrorShareNoticed => new Style(Color.Yellow),
        _ => Style.Plain,
    };
}
