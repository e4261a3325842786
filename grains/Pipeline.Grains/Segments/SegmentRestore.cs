using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Segments;
using Pipeline.EventLog;

namespace Pipeline.Grains.Segments;

/// <summary>Brings a segment's state back: the latest of its two snapshots that can be read.</summary>
/// <remarks>
/// Endpoints keep whatever is not in both, so that either will do. If neither does, the segment begins anew, and finds from the endpoints'
/// numbers what it will never have again.
/// </remarks>
internal static partial class SegmentRestore
{
    /// <param name="stream">The segment's stream, on which this activation has a claim.</param>
    /// <param name="log">Its entries.</param>
    /// <param name="snapshots">Its snapshots.</param>
    /// <param name="logger">Told of snapshots that cannot be used.</param>
    /// <param name="cancellationToken">Observed between reads.</param>
    /// <returns>
    /// The state, the snapshot it stems from (<see cref="Offset.Start"/> without one), and the latest one if that is of no use, while the
    /// windows that were written with it are in the store.
    /// </returns>
    /// <exception cref="EventLogException">The snapshots cannot be read now, or were written by a newer program.</exception>
    public static async Task<(SegmentState State, Offset From, Offset? Useless)> RunAsync(
        StreamName stream, IEventLog log, ISnapshotStore snapshots, ILogger logger, CancellationToken cancellationToken)
    {
        Offset? latestOffset = (await log.FindStreamAsync(stream, cancellationToken))?.SnapshotOffset;
        if (await ReadLatestAsync(stream, snapshots, cancellationToken) is { } latest)
        {
            bool isLatest = latest.Offset == latestOffset;
            Snapshot? previous = isLatest ? await snapshots.ReadPreviousAsync(stream, cancellationToken) : null;
            SegmentState? before = previous is not null && TryRead(stream, previous, logger, out SegmentState? read) ? read : null;
            if (TryRead(stream, latest, logger, out SegmentState? state))
            {
                state.OnRestored(isLatest, before);
                return (state, latest.Offset, isLatest ? null : latestOffset);
            }

            if (before is not null)
            {
                before.OnRestored(isLatest: false, previous: null);
                return (before, previous!.Offset, latestOffset);
            }
        }

        if (latestOffset is not null)
            LogStateLost(logger, stream);
        return (new SegmentState(), Offset.Start, latestOffset);
    }

    private static async Task<Snapshot?> ReadLatestAsync(StreamName stream, ISnapshotStore snapshots, CancellationToken cancellationToken)
    {
        try
        {
            return await snapshots.ReadLatestAsync(stream, cancellationToken);
        }
        catch (EventLogException exception) when (exception.IsStateLost)
        {
            return null;
        }
    }

    /// <exception cref="EventLogException">A newer program wrote it: starting without it would overwrite what that knows.</exception>
    private static bool TryRead(StreamName stream, Snapshot snapshot, ILogger logger, [NotNullWhen(true)] out SegmentState? state)
    {
        bool isRead = SegmentSnapshot.TryRead(snapshot.Bytes.Span, out state, out SnapshotFault fault);
        if (fault == SnapshotFault.UnknownVersion)
            throw new EventLogException(stream, snapshot.Offset, "the snapshot is of a version this program does not know.");
        if (!isRead)
            LogSnapshotUnreadable(logger, stream, snapshot.Offset, fault);
        return isRead;
    }

    [LoggerMessage(20, LogLevel.Warning, "Stream {Stream}: the snapshot at {Offset} cannot be used ({Fault}); an earlier one is.")]
    private static partial void LogSnapshotUnreadable(ILogger logger, StreamName stream, Offset offset, SnapshotFault fault);

    [LoggerMessage(21, LogLevel.Critical, "Stream {Stream}: neither snapshot can be read; the segment begins anew with what endpoints still have.")]
    private static partial void LogStateLost(ILogger logger, StreamName stream);
}
