using Microsoft.Extensions.Logging;
using Pipeline.EventLog;

namespace Pipeline.Grains;

public sealed partial class EndpointGrain
{
    [LoggerMessage(1, LogLevel.Warning, "Stream {Stream}: entry {Offset} was not committed ({Status}, head {Head}); the endpoint replays.")]
    private partial void LogNotCommitted(StreamName stream, Offset offset, AppendStatus status, Offset head);

    [LoggerMessage(2, LogLevel.Error, "Stream {Stream}: the commit of entry {Offset} failed; the endpoint replays.")]
    private partial void LogCommitFailed(Exception exception, StreamName stream, Offset offset);

    [LoggerMessage(4, LogLevel.Critical, "Stream {Stream}: entry {Offset} is durable and could not be applied; the endpoint replays.")]
    private partial void LogApplyFailed(Exception exception, StreamName stream, Offset offset);

    [LoggerMessage(3, LogLevel.Warning, "Stream {Stream}: the snapshot at {Offset} was not written; it is tried again.")]
    private partial void LogSnapshotFailed(Exception exception, StreamName stream, Offset offset);

    [LoggerMessage(5, LogLevel.Warning, "Stream {Stream}: segment {Segment} does not take what is published; it is tried again.")]
    private partial void LogPublishFailed(Exception exception, StreamName stream, string segment);

    [LoggerMessage(7, LogLevel.Warning, "Stream {Stream}: the catalog has not decided where segments go; it is asked again.")]
    private partial void LogSegmentsUndecided(Exception exception, StreamName stream);

    [LoggerMessage(13, LogLevel.Warning, "Stream {Stream}: the forest of segment {Segment} due at window {Window} was not fitted; it is tried again.")]
    private partial void LogTrainingFailed(Exception exception, StreamName stream, string segment, long window);

    [LoggerMessage(14, LogLevel.Warning, "Stream {Stream}: {Count} models came out other than the log says; what is judged may differ from what was.")]
    private partial void LogModelMismatch(StreamName stream, int count);

    [LoggerMessage(15, LogLevel.Warning, "Stream {Stream}: alerts do not take what was found; they are told again.")]
    private partial void LogFindingsNotTold(Exception exception, StreamName stream);

    [LoggerMessage(6, LogLevel.Information, "Stream {Stream}: the endpoint was not brought back at once; the next request will.")]
    private partial void LogNotWoken(Exception exception, StreamName stream);
}
