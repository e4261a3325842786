using Microsoft.Extensions.Logging;

namespace Pipeline.EventLog.Redis.Servers;

internal sealed partial class ServerGate
{
    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "Nothing is admitted to the event log until Redis can be written to again: {Reason}")]
    private partial void LogClosed(string reason);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Information, Message = "Redis can be written to again.")]
    private partial void LogOpened();

    [LoggerMessage(EventId = 1103, Level = LogLevel.Debug, Message = "Redis cannot be written to yet: {Reason}")]
    private partial void LogStillClosed(string reason);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Warning, Message = "AllowLoss is set, and Redis can lose acknowledged events. {Reason}")]
    private partial void LogMayLose(string reason);

    [LoggerMessage(EventId = 1105, Level = LogLevel.Critical, Message = "Redis has lost acknowledged events. Nothing is written any more; restore Redis, or accept the loss, and restart.")]
    private partial void LogLost(Exception exception);

    [LoggerMessage(EventId = 1106, Level = LogLevel.Error, Message = "Redis has lost acknowledged events, which AllowLoss accepts.")]
    private partial void LogLossAccepted(Exception exception);

    [LoggerMessage(EventId = 1107, Level = LogLevel.Warning, Message = "Redis is nearly full: {IsNearlyFull}. It holds {Bytes} of {BytesMax} bytes.")]
    private partial void LogRoom(bool isNearlyFull, long bytes, long bytesMax);
}
