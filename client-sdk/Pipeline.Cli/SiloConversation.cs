using Pipeline.Cli.Top;
using Pipeline.Client.Queries;

namespace Pipeline.Cli;

/// <summary>Asks or tells a silo something and says in one line what went wrong.</summary>
internal static class SiloConversation
{
    private static readonly TimeSpan s_answerTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Answers the exit code.</summary>
    /// <param name="command">Who speaks.</param>
    /// <param name="to">The silo.</param>
    /// <param name="by">Who changes something; null where nothing is changed.</param>
    /// <param name="run">Asks and prints.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> RunAsync(string command, Uri to, string? by, Func<PipelineQueryClient, Sheet, Task> run, CancellationToken cancellationToken)
    {
        using HttpClient http = new() { BaseAddress = to, Timeout = s_answerTimeout };
        using PipelineQueryClient client = new(http, new PipelineQueryOptions { User = by });
        try
        {
            await run(client, new Sheet(Console.Out, !Console.IsOutputRedirected));
            return ExitCodes.Success;
        }
        catch (Exception exception) when (TopCommand.IsExpected(exception, cancellationToken))
        {
            // The path adds nothing to the silo's own sentence.
            string reason = exception is PipelineQueryException { Detail: { } detail } ? $"{to.Authority}: {detail}" : TopCommand.Describe(exception, to);
            await Console.Error.WriteLineAsync($"pipeline {command}: {reason}");
            return ExitCodes.Failure;
        }
    }
}
