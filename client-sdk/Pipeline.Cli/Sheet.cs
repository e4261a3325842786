using Spectre.Console;

namespace Pipeline.Cli;

/// <summary>Prints lines and tables as wide as the terminal, or as <see cref="WidthWithoutTerminal"/> where there is none.</summary>
internal sealed class Sheet
{
    /// <summary>Wide enough for most sentences where there is no terminal to fit into.</summary>
    public const int WidthWithoutTerminal = 200;

    /// <summary>From here on a table with sentences in a column of its own reads better than lines under each other.</summary>
    private const int WideFrom = 140;

    private readonly IAnsiConsole _console;

    /// <param name="output">Where to.</param>
    /// <param name="isTerminal">Whether that is one: it may take colours, and has a width.</param>
    /// <param name="width">Columns; null for those of the terminal.</param>
    public Sheet(TextWriter output, bool isTerminal, int? width = null)
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (width is { } columns)
            _console.Profile.Width = columns;
        else if (!isTerminal)
            _console.Profile.Width = WidthWithoutTerminal;
    }

    public static Style Alarming { get; } = new(Color.Red);

    public static Style Strong { get; } = new(decoration: Decoration.Bold);

    public bool IsWide => _console.Profile.Width >= WideFrom;

    /// <summary>One row for each: in columns where there is room, else with the last of it under the others.</summary>
    /// <param name="titles">Of the columns; the last one takes what room is left.</param>
    /// <param name="rows">Cells, and the style of the whole row.</param>
    public void Rows(IReadOnlyList<string> titles, IEnumerable<(IReadOnlyList<string> Cells, Style Style)> rows)
    {
        if (!IsWide)
        {
            foreach ((IReadOnlyList<string> cells, Style style) in rows)
            {
                Line(string.Join("  ", cells.SkipLast(1).Where(static cell => cell.Length > 0)), 0, style);
                Line(cells[^1], 2);
            }

            return;
        }

        Table table = new() { Border = TableBorder.None };
        foreach (string title in titles)
            table.AddColumn(new TableColumn(new Text(title, Strong)) { Padding = new Padding(0, 0, 2, 0) });
        foreach ((IReadOnlyList<string> cells, Style style) in rows)
            table.AddRow(cells.Select((cell, index) => new Text(Visible(cell), index == cells.Count - 1 ? Style.Plain : style)));
        _console.Write(table);
    }

    /// <summary>Lines of words, broken where the sheet ends; each begins under the first.</summary>
    /// <param name="text">The words; empty for an empty line.</param>
    /// <param name="indent">Columns left free before each line.</param>
    /// <param name="style">How it looks where there are colours.</param>
    public void Line(string text, int indent = 0, Style? style = null)
    {
        foreach (string line in Broken(text, Math.Max(20, _console.Profile.Width - indent)))
            WriteUnbroken(line.Length == 0 ? line : new string(' ', indent) + line, style ?? Style.Plain);
    }

    /// <summary>A name and what is to be said of it, broken under its beginning.</summary>
    public void Field(string name, string text)
    {
        const int At = 14;
        string[] lines = [.. Broken(text, Math.Max(20, _console.Profile.Width - At))];
        for (int index = 0; index < lines.Length; index++)
            WriteUnbroken((index == 0 ? name : "").PadRight(At) + lines[index], Style.Plain);
    }

    /// <summary>A word that is longer than the sheet is left to the terminal: a URL must stay one.</summary>
    private void WriteUnbroken(string line, Style style)
    {
        int width = _console.Profile.Width;
        _console.Profile.Width = Math.Max(width, line.Length + 1);
        _console.Write(new Text(Visible(line), style));
        _console.WriteLine();
        _console.Profile.Width = width;
    }

    /// <summary>Names come from events and notes from anybody; neither may move the cursor.</summary>
    private static string Visible(string text) => string.Concat(text.Select(static character => char.IsControl(character) ? '?' : character));

    private static IEnumerable<string> Broken(string text, int width)
    {
        string line = "";
        // Two spaces set facts apart, so empty words are kept, but for the beginning of a line.
        foreach (string word in text.Split((char[])[' ', '\r', '\n', '\t']))
        {
            if (line.Length == 0)
            {
                line = word;
            }
            else if (line.Length + 1 + word.Length <= width)
            {
                line += " " + word;
            }
            else
            {
                yield return line.TrimEnd();
                line = word;
            }
        }

        yield return line;
    }
}
