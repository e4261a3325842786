using Pipeline.Client.Queries;

namespace Pipeline.Cli;

/// <summary>How a command asks or tells a silo something, and says in one line what went wrong.</summary>
/// <param name="Command">Who speaks.</param>
/// <param name="Silo">Its address.</param>
internal sealed record SiloConversation(string Command, Uri Silo)
{
    /// <summary>How long one answer may take. Default 30 s.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Who changes something; null where nothing is changed.</summary>
    public string? User { get; init; }

    /// <summary>Where the command's own words say what was asked, the path adds nothing to the silo's sentence.</summary>
    public bool IsPathLeftOut { get; init; }

    /// <summary>The exit code when the silo or the network fails.</summary>
    public int FailureCode { get; init; } = ExitCodes.Failure;

    /// <summary>Answers the exit code.</summary>
    /// <param name="run">Asks, prints, and answers the exit code of what came.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<int> RunAsync(Func<PipelineQueryClient, Task<int>> run, CancellationToken cancellationToken)
    {
        using HttpClient http = new() { BaseAddress = Silo, Timeout = AnswerTimeout };
        using PipelineQueryClient client = new(http, new PipelineQueryOptions { User = User });
        try
        {
            return await run(client);
        }
        catch (Exception exception) when (IsExpected(exception, cancellationToken))
        {
            await Console.Error.WriteLineAsync($"pipeline {Command}: {Describe(exception)}");
            return FailureCode;
        }
    }

    /// <summary>The same for what succeeds unless it throws.</summary>
    /// <param name="run">Asks and prints.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<int> RunAsync(Func<PipelineQueryClient, Sheet, Task> run, CancellationToken cancellationToken) => RunAsync(
        async client =>
        {
            await run(client, new Sheet(Console.Out, !Console.IsOutputRedirected));
            return ExitCodes.Success;
        },
        cancellationToken);

    /// <summary>Whether it is the silo's or the network's doing.</summary>
    public static bool IsExpected(Exception exception, CancellationToken cancellationToken) =>
        exception is PipelineQueryException or HttpRequestException or IOException
        || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>What went wrong, in one line.</summary>
    public string Describe(Exception exception) => exception switch
    {
        PipelineQueryException { Detail: { } detail } when IsPathLeftOut => $"{Silo.Authority}: {detail}",
        PipelineQueryException => $"{Silo.Authority}: {exception.Message}",
        TaskCanceledException => $"{Silo.Authority} does not answer within {AnswerTimeout.TotalSeconds} s",
        _ => $"{Silo.Authority}: {exception.GetBaseException().Message}",
    };
}
