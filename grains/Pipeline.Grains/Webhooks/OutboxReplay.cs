using Microsoft.Extensions.Logging;
using Pipeline.Alerting.Webhooks;
using Pipeline.EventLog;

namespace Pipeline.Grains.Webhooks;

/// <summary>Brings an outbox back: the latest snapshot that can be read, then every entry after it.</summary>
internal static partial class OutboxReplay
{
    /// <returns>The outbox, and the offset of the next entry.</returns>
    /// <exception cref="EventLogException">An entry is damaged, or missing and not covered by a snapshot.</exception>
    public static async Task<(Outbox Outbox, Offset Head)> RunAsync(
        StreamName stream, IEventLog log, ISnapshotStore snapshots, ILogger logger, CancellationToken cancellationToken)
    {
        (Outbox outbox, Offset next) = await StartAsync(stream, snapshots, logger, cancellationToken);
        await foreach (LogEntry logged in log.ReadAsync(stream, next, cancellationToken))
        {
            OutboxEntry entry = Outbox.Read(logged.Bytes.Span)
                ?? throw new EventLogException(stream, logged.Offset, "the entry is of a version this program does not know.");
            outbox.Apply(entry);
            next = logged.Offset.Next();
        }

        return (outbox, next);
    }

    private static async Task<(Outbox Outbox, Offset From)> StartAsync(
        StreamName stream, ISnapshotStore snapshots, ILogger logger, CancellationToken cancellationToken)
    {
        if (await snapshots.ReadLatestAsync(stream, cancellationToken) is { } latest)
        {
            if (Outbox.ReadSnapshot(latest.Bytes.Span) is { } outbox)
                return (outbox, latest.Offset);
            LogSnapshotUnreadable(logger, stream.Value, latest.Offset);
            if (await snapshots.ReadPreviousAsync(stream, cancellationToken) is { } previous && Outbox.ReadSnapshot(previous.Bytes.Span) is { } older)
                return (older, previous.Offset);
        }

        return (new Outbox(), Offset.Start);
    }

    [LoggerMessage(1, LogLevel.Warning, "The snapshot of {Stream} at {Offset} cannot be used; an earlier one or the whole stream is replayed.")]
    private static partial void LogSnapshotUnreadable(ILogger logger, string stream, Offset offset);
}
