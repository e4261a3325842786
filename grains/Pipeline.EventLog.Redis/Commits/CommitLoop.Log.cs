using Microsoft.Extensions.Logging;

namespace Pipeline.EventLog.Redis.Commits;

internal sealed partial class CommitLoop
{
    [LoggerMessage(EventId = 1111, Level = LogLevel.Error,
        Message = "A commit to stream '{Stream}' failed or has an unknown outcome; this is said again only after one has succeeded.")]
    private partial void LogCommitFailed(StreamName stream, Exception exception);

    [LoggerMessage(EventId = 1112, Level = LogLevel.Information, Message = "Commits succeed again.")]
    private partial void LogCommitsAgain();

    [LoggerMessage(EventId = 1113, Level = LogLevel.Critical, Message = "The writer of the event log met an error that it does not know.")]
    private partial void LogUnexpected(Exception exception);
}
