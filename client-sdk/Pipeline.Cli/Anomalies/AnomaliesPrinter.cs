using System.Text.Json;
using Pipeline.Client.Queries;
using Pipeline.Protocol.Queries;
using Spectre.Console;

namespace Pipeline.Cli.Anomalies;

/// <summary>Asks for a page of anomalies and prints it.</summary>
internal sealed class AnomaliesPrinter(PipelineQueryClient client, AnomalyQuestion question, TextWriter output)
{
    /// <summary>Wide enough for most sentences where there is no terminal to fit into.</summary>
    private const int WidthWithoutTerminal = 200;

    /// <summary>A table, and what could not be asked.</summary>
    public async Task PrintAsync(bool isTerminal, CancellationToken cancellationToken)
    {
        AnomalyPage page = await client.ListAnomaliesAsync(question, cancellationToken: cancellationToken);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = WidthWithoutTerminal;
        if (page.Anomalies.Count == 0)
            console.WriteLine(question.IsOpen == true ? "No anomalies that go on." : "No anomalies.");
        else
            console.Write(AnomaliesView.Table(page));
        foreach (string line in AnomaliesView.Remarks(page))
            console.WriteLine(line);
    }

    /// <summary>The page as JSON on one line.</summary>
    public async Task PrintJsonAsync(CancellationToken cancellationToken)
    {
        AnomalyPage page = await client.ListAnomaliesAsync(question, cancellationToken: cancellationToken);
        await output.WriteLineAsync(JsonSerializer.Serialize(page, ReportJsonContext.Readable.AnomalyPage));
    }
}
