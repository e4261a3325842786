using Orleans.Runtime;

namespace Pipeline.Silo.Hosting;

/// <summary>Ends the process when Orleans says that this silo cannot go on, above all because the others have declared it dead.</summary>
/// <remarks>
/// A silo that was paused or cut off for long is voted out, and its grains begin elsewhere. When it learns that, nothing that it holds is
/// worth anything: whoever supervises it starts it anew, as another member. Orleans' own handler would end it by an abort with a core dump.
/// </remarks>
internal sealed partial class FatalErrors(ILogger<FatalErrors> logger) : IFatalErrorHandler
{
    /// <summary>The exit code of a silo that must be started anew.</summary>
    public const int ExitCode = 75;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;
    private int _isEnding;

    public bool IsUnexpected(Exception exception) => exception is not ThreadInterruptedException;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        if (Interlocked.Exchange(ref _isEnding, 1) != 0)
            return;
        // Orleans adds the whole table of members.
        string reason = (context ?? exception?.Message ?? "no reason was given").Split(" Membership: ")[0];
        LogFatal(exception, reason);
        Console.Error.WriteLine($"pipeline: this silo is no longer a member of its cluster and ends, so that it is started anew: {reason}");
        // An exit runs what others have registered for it; should that hang, the process ends all the same.
        Thread end = new(static () =>
        {
            Thread.Sleep(s_patience);
            Environment.FailFast("pipeline: the silo did not end in time.");
        }) { IsBackground = true };
        end.Start();
        Environment.Exit(ExitCode);
    }

    [LoggerMessage(1, LogLevel.Critical, "The silo ends: {Reason}")]
    private partial void LogFatal(Exception? exception, string reason);
}
