using System.Globalization;
using Pipeline.Protocol.Queries;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pipeline.Cli.Top;

/// <summary>The live view: asks again and again, fits what it knows into the terminal, and obeys a few keys.</summary>
internal sealed class TopScreen(TopQuestion question, TopOptions options, IAnsiConsole console, TimeProvider clock)
{
    private const string EnterScreen = "\u001b[?1049h\u001b[?25l";
    private const string LeaveScreen = "\u001b[?1049l\u001b[?25h";
    private const string Home = "\u001b[H";
    private const string ClearLine = "\u001b[K";
    private const string ClearBelow = "\u001b[J";

    /// <summary>Lines that are not rows: title, two headings, a blank one, the keys.</summary>
    private const int FixedLines = 5;

    private const int OperationLinesMax = 8;
    private const int EndpointLinesMin = 1;

    /// <summary>How soon a key is obeyed.</summary>
    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(50);

    private TopSnapshot? _snapshot;
    private IReadOnlyList<OperationReport> _operations = [];
    private string? _operationsOf;
    private string? _problem;
    private int _selected;

    /// <summary>Runs until the user quits or cancels.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Write(EnterScreen);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                long asked = clock.GetTimestamp();
                await RefreshAsync(cancellationToken);
                Draw();
                if (!await WaitAsync(asked, cancellationToken))
                    return;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C ends the view like q.
        }
        finally
        {
            Write(LeaveScreen);
        }
    }

    /// <summary>A silo that does not answer leaves the last figures on the screen, and a line that says so.</summary>
    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            _snapshot = await question.AskAsync(cancellationToken);
            _problem = null;
            _selected = Math.Clamp(_selected, 0, Math.Max(0, _snapshot.Rows.Count - 1));
            await RefreshOperationsAsync(cancellationToken);
        }
        catch (Exception exception) when (SiloConversation.IsExpected(exception, cancellationToken))
        {
            _problem = options.Conversation.Describe(exception);
        }
    }

    private async Task RefreshOperationsAsync(CancellationToken cancellationToken)
    {
        if (_snapshot!.Rows.Count == 0)
        {
            _operationsOf = null;
            return;
        }

        string endpoint = _snapshot.Rows[_selected].Name;
        _operations = await question.AskOperationsAsync(endpoint, cancellationToken);
        _operationsOf = endpoint;
    }

    /// <summary>Waits for the next question and obeys keys meanwhile; false when the user quits.</summary>
    private async Task<bool> WaitAsync(long asked, CancellationToken cancellationToken)
    {
        while (clock.GetElapsedTime(asked) < options.Interval)
        {
            await Task.Delay(KeyInterval, clock, cancellationToken);
            int before = _selected;
            while (!Console.IsInputRedirected && Console.KeyAvailable)
            {
                ConsoleKeyInfo key = Console.ReadKey(intercept: true);
                if (key.Key is ConsoleKey.Q or ConsoleKey.Escape)
                    return false;
                _selected += key.Key switch
                {
                    ConsoleKey.DownArrow or ConsoleKey.J => 1,
                    ConsoleKey.UpArrow or ConsoleKey.K => -1,
                    _ => 0,
                };
                _selected = Math.Clamp(_selected, 0, Math.Max(0, EndpointLines() - 1));
            }

            // Another endpoint's operations are wanted now, not at the next interval.
            if (_selected != before)
                return true;
        }

        return true;
    }

    private void Draw()
    {
        TopView view = new(options, console.Profile.Width);
        List<IRenderable> parts = [];
        if (_snapshot is null)
        {
            parts.Add(new Text(_problem ?? "", new Style(Color.Red)));
        }
        else
        {
            parts.Add(_problem is null ? new Text(view.Title(_snapshot)) { Overflow = Overflow.Ellipsis } : new Text(_problem, new Style(Color.Red)));
            parts.Add(view.Endpoints(_snapshot, EndpointLines(), _selected));
            if (_operationsOf is not null)
                parts.AddRange([new Text(""), view.Operations(_operationsOf, _operations, OperationLines())]);
        }

        string time = clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        parts.Add(new Text($"{time}  up/down selects, q quits", new Style(decoration: Decoration.Dim)));
        StringWriter text = new();
        IAnsiConsole page = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Interactive = InteractionSupport.No,
        });
        page.Profile.Width = console.Profile.Width;
        foreach (IRenderable part in parts)
        {
            page.Write(part);
            if (part is Text)
                page.WriteLine();
        }

        // Each line is cleared behind its end and the rest below the last, so that nothing flickers and nothing stays.
        IEnumerable<string> lines = text.ToString().TrimEnd('\n').Split('\n').Take(console.Profile.Height);
        Write(Home + string.Join($"{ClearLine}\r\n", lines) + ClearLine + ClearBelow);
    }

    private int EndpointLines()
    {
        int room = console.Profile.Height - FixedLines - OperationLines();
        return Math.Min(_snapshot?.Rows.Count ?? 0, Math.Max(EndpointLinesMin, room));
    }

    /// <summary>A low terminal shows few operations, so that endpoints keep half of it.</summary>
    private int OperationLines() => Math.Min(Math.Max(1, _operations.Count), Math.Clamp((console.Profile.Height - FixedLines) / 2, 1, OperationLinesMax));

    private void Write(string text)
    {
        console.Profile.Out.Writer.Write(text);
        console.Profile.Out.Writer.Flush();
    }
}
