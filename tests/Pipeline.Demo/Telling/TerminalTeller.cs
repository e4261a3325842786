using System.Globalization;
using Spectre.Console;

namespace Pipeline.Demo.Telling;

/// <summary>The same in colours, for a terminal. Thread-safe.</summary>
internal sealed class TerminalTeller(IAnsiConsole console, TimeProvider timeProvider) : ITeller
{
    private readonly Lock _gate = new();
    private readonly long _began = timeProvider.GetTimestamp();

    public void Act(string title)
    {
        lock (_gate)
            console.Write(new Rule($"[bold]{Markup.Escape(title)}[/]").LeftJustified());
    }

    public void Say(string text) => Write(Markup.Escape(text));

    public void Measured(string what, string figure) => Write($"  [grey]{Markup.Escape(what)}[/]  [bold]{Markup.Escape(figure)}[/]");

    public void Message(string heading, string sentence, string json)
    {
        lock (_gate)
        {
            console.Write(new Panel($"{Markup.Escape(sentence)}\n[grey]{Markup.Escape(json)}[/]")
            {
                Header = new PanelHeader($"[bold yellow] {Markup.Escape(heading)} [/]"),
                Border = BoxBorder.Rounded,
                Expand = true,
            });
        }
    }

    public void Checked(string what, bool holds, string found) =>
        Write($"  {(holds ? "[green]ok[/]     " : "[bold red]MISSING[/]")} {Markup.Escape(what)}: {Markup.Escape(found)}");

    private void Write(string markup)
    {
        lock (_gate)
            console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"[grey]{timeProvider.GetElapsedTime(_began).TotalSeconds,6:F1} s[/]  {markup}"));
    }
}
