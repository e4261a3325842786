using System.CommandLine;
using Pipeline.Ml.Evaluation.Tables;

namespace Pipeline.Cli.Detect;

/// <summary>The command <c>detect</c>.</summary>
internal static class DetectCommand
{
    public static Command Create()
    {
        DetectArguments arguments = new();
        Command detect = new("detect", "Find the anomalous rows of a table and say why; with labels, measure how well. The last line is one JSON object.");
        arguments.AddTo(detect);
        detect.Validators.Add(arguments.Validate);
        detect.SetAction((parsed, cancellationToken) => Task.FromResult(arguments.IsStream(parsed)
            ? StreamRun.Run(arguments.ReadStream(parsed), arguments.SeedsIfGiven(parsed) ?? 1, Console.Out, Console.Error, cancellationToken)
            : Run(arguments.ReadTable(parsed), Console.Out, Console.Error, !Console.IsOutputRedirected, cancellationToken)));
        return detect;
    }

    /// <summary>Runs, and says in one line on <paramref name="errors"/> why it could not.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(DetectOptions options, TextWriter output, TextWriter errors, bool isTerminal, CancellationToken cancellationToken)
    {
        try
        {
            new DetectRun(options, output, TimeProvider.System).Run(isTerminal, cancellationToken);
            return ExitCodes.Success;
        }
        catch (TableFormatException exception)
        {
            return Fail(errors, $"{options.File}: {exception.Message}{Hint(exception.TextColumns)}");
        }
        catch (InvalidDataException exception)
        {
            return Fail(errors, $"{options.File}: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail(errors, exception.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(errors, "stopped");
        }
    }

    private static string Hint(IReadOnlyList<string> columns) => columns.Count == 0
        ? ""
        : $" To leave out: {string.Join(' ', columns.Select(static column => $"--ignore {(column.All(char.IsLetterOrDigit) ? column : $"'{column}'")}"))}";

    private static int Fail(TextWriter errors, string message)
    {
        errors.WriteLine($"pipeline detect: {message}");
        return ExitCodes.Failure;
    }
}
