using Microsoft.Extensions.Logging;
using Pipeline.EventLog;

namespace Pipeline.Grains.Segments;

public sealed partial class SegmentGrain
{
    [LoggerMessage(22, LogLevel.Warning, "Stream {Stream}: another activation has written at {Offset}; this one ends.")]
    private partial void LogOvertaken(StreamName stream, Offset offset);

    [LoggerMessage(23, LogLevel.Error, "Stream {Stream}: writing the snapshot at {Offset} failed; the segment is brought back from what is stored.")]
    private partial void LogSnapshotFailed(Exception exception, StreamName stream, Offset offset);

    [LoggerMessage(24, LogLevel.Critical, "Stream {Stream}: {Missing} publications up to {Number} of endpoint {Endpoint} are lost.")]
    private partial void LogPublicationsLost(StreamName stream, long missing, long number, string endpoint);

    [LoggerMessage(25, LogLevel.Critical, "Stream {Stream}: publication {Number} of endpoint {Endpoint} could not be applied; the segment is brought back.")]
    private partial void LogApplyFailed(Exception exception, StreamName stream, long number, string endpoint);
}
