using Pipeline.Protocol.Queries;
using Spectre.Console;

namespace Pipeline.Cli.Top;

/// <summary>Prints the view once, for scripts and where the output is no terminal.</summary>
internal sealed class TopOnce(TopQuestion question, TopOptions options, TextWriter output)
{
    /// <summary>Wide enough that no usual name is cut where there is no terminal to fit into.</summary>
    private const int WidthWithoutTerminal = 140;

    private const int OperationCount = 10;

    /// <summary>The two tables.</summary>
    public async Task PrintAsync(bool isTerminal, CancellationToken cancellationToken)
    {
        TopSnapshot snapshot = await question.AskAsync(cancellationToken);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = WidthWithoutTerminal;
        TopView view = new(options, console.Profile.Width);
        console.WriteLine(view.Title(snapshot));
        if (snapshot.Rows.Count == 0)
            return;
        console.Write(view.Endpoints(snapshot, snapshot.Rows.Count));
        IReadOnlyList<OperationReport> operations = await question.AskOperationsAsync(snapshot.Rows[0].Name, cancellationToken);
        console.WriteLine();
        console.Write(view.Operations(snapshot.Rows[0].Name, operations, OperationCount));
    }

    /// <summary>The list as JSON on one line.</summary>
    public async Task PrintJsonAsync(CancellationToken cancellationToken) =>
        await output.WriteLineAsync((await question.AskAsync(cancellationToken)).Json);
}
