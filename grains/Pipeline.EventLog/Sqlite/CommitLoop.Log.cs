using Microsoft.Extensions.Logging;

namespace Pipeline.EventLog.Sqlite;

internal sealed partial class CommitLoop
{
    [LoggerMessage(EventId = 1101, Level = LogLevel.Error,
        Message = "A commit of {Entries} entries failed; their writers are told. Commits are tried again as appends come.")]
    private partial void LogCommitFailed(int entries, Exception exception);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Information, Message = "Commits succeed again.")]
    private partial void LogCommitsAgain();

    [LoggerMessage(EventId = 1103, Level = LogLevel.Warning,
        Message = "Sealing the index or copying the write-ahead log failed; it is tried again after a later commit.")]
    private partial void LogUpkeepFailed(Exception exception);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Error,
        Message = "A failed transaction could not be rolled back; the database is reopened.")]
    private partial void LogRollBackFailed(Exception exception);

    [LoggerMessage(EventId = 1105, Level = LogLevel.Critical,
        Message = "The writer met an unexpected exception; the requests at hand failed and it goes on.")]
    private partial void LogUnexpected(Exception exception);

    [LoggerMessage(EventId = 1106, Level = LogLevel.Warning,
        Message = "Sealing the index or closing the database failed; the next start reads the newest frames instead.")]
    private partial void LogLastUpkeepFailed(Exception exception);
}
