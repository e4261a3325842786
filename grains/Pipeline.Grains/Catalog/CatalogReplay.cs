using Microsoft.Extensions.Logging;
using Pipeline.Core.Catalog;
using Pipeline.EventLog;

namespace Pipeline.Grains.Catalog;

/// <summary>Brings the catalog back: the latest snapshot that can be read, then every entry after it.</summary>
internal static partial class CatalogReplay
{
    /// <returns>The state, what it was told, and the offset of the next entry.</returns>
    /// <exception cref="EventLogException">An entry is damaged, or missing and not covered by a snapshot.</exception>
    public static async Task<(CatalogState State, CatalogReports Reports, Offset Head)> RunAsync(
        StreamName stream, IEventLog log, ISnapshotStore snapshots, ILogger logger, CancellationToken cancellationToken)
    {
        (CatalogState state, CatalogReports reports, Offset next) = await StartAsync(stream, snapshots, logger, cancellationToken);
        await foreach (LogEntry logged in log.ReadAsync(stream, next, cancellationToken))
        {
            if (!CatalogEntryCodec.TryRead(logged.Bytes.Span, out CatalogEntry? entry))
                throw new EventLogException(stream, logged.Offset, "the entry is of a version this program does not know.");
            state.Apply(entry);
            next = logged.Offset.Next();
        }

        return (state, reports, next);
    }

    private static async Task<(CatalogState State, CatalogReports Reports, Offset From)> StartAsync(
        StreamName stream, ISnapshotStore snapshots, ILogger logger, CancellationToken cancellationToken)
    {
        if (await snapshots.ReadLatestAsync(stream, cancellationToken) is { } latest)
        {
            if (CatalogSnapshot.TryRead(latest.Bytes.Span, out CatalogState? state, out CatalogReports? reports))
                return (state, reports, latest.Offset);
            LogSnapshotUnreadable(logger, latest.Offset);
            if (await snapshots.ReadPreviousAsync(stream, cancellationToken) is { } previous
                && CatalogSnapshot.TryRead(previous.Bytes.Span, out state, out reports))
                return (state, reports, previous.Offset);
        }

        return (new CatalogState(), new CatalogReports(), Offset.Start);
    }

    [LoggerMessage(1, LogLevel.Warning, "The catalog's snapshot at {Offset} cannot be used; an earlier one or the whole stream is replayed.")]
    private static partial void LogSnapshotUnreadable(ILogger logger, Offset offset);
}
