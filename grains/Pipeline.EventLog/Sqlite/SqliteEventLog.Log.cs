using Microsoft.Extensions.Logging;

namespace Pipeline.EventLog.Sqlite;

public sealed partial class SqliteEventLog
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Information,
        Message = "Event log open in '{Directory}': {Streams} streams, {Frames} frames, {TailFrames} of them read since the last "
            + "seal; took {Elapsed}.")]
    private partial void LogOpened(string directory, int streams, long frames, int tailFrames, TimeSpan elapsed);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "Event log in '{Directory}' closed.")]
    private partial void LogClosed(string directory);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Error,
        Message = "The snapshot of stream '{Stream}' at offset {Offset} is damaged: {Damage}. An older one or the whole stream "
            + "is used instead.")]
    private partial void LogSnapshotDamaged(StreamName stream, long offset, string? damage);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Critical,
        Message = "Reading stream '{Stream}' met damage in the event log. Check it with `pipeline verify`.")]
    private partial void LogReadDamaged(StreamName stream, Exception exception);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Information, Message = "Retention removed {Frames} frames with {Bytes} bytes.")]
    private partial void LogRemoved(long frames, long bytes);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Warning,
        Message = "Retention is held up: stream '{Stream}' would still need the oldest frame, old enough to go, for its replay.")]
    private partial void LogRetentionHeldUp(StreamName stream);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Error, Message = "Retention failed; it is tried again at its next turn.")]
    private partial void LogRetentionFailed(Exception exception);

    [LoggerMessage(EventId = 1008, Level = LogLevel.Error,
        Message = "The disk of '{Directory}' is below its floor of {FloorBytes} free bytes: nothing new is admitted.")]
    private partial void LogSpaceLow(string directory, long floorBytes);

    [LoggerMessage(EventId = 1009, Level = LogLevel.Information, Message = "The disk of '{Directory}' has room again.")]
    private partial void LogSpaceBack(string directory);
}
