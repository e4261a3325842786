using Microsoft.Extensions.Logging;
using Pipeline.Alerting.Budgets;
using Pipeline.EventLog;

namespace Pipeline.Grains.Budgets;

/// <summary>Brings the budgets back: the latest snapshot that can be read, then every entry after it.</summary>
internal static partial class BudgetReplay
{
    /// <returns>The budgets, and the offset of the next entry.</returns>
    /// <exception cref="EventLogException">An entry is damaged, or missing and not covered by a snapshot.</exception>
    public static async Task<(BudgetBook Book, Offset Head)> RunAsync(
        StreamName stream, IEventLog log, ISnapshotStore snapshots, ILogger logger, CancellationToken cancellationToken)
    {
        (BudgetBook book, Offset next) = await StartAsync(stream, snapshots, logger, cancellationToken);
        await foreach (LogEntry logged in log.ReadAsync(stream, next, cancellationToken))
        {
            if (!BudgetCodec.TryRead(logged.Bytes.Span, out BudgetEntry? entry))
                throw new EventLogException(stream, logged.Offset, "the entry is of a version this program does not know.");
            book.Apply(entry);
            next = logged.Offset.Next();
        }

        return (book, next);
    }

    private static async Task<(BudgetBook Book, Offset From)> StartAsync(
        StreamName stream, ISnapshotStore snapshots, ILogger logger, CancellationToken cancellationToken)
    {
        if (await snapshots.ReadLatestAsync(stream, cancellationToken) is { } latest)
        {
            if (BudgetCodec.TryRead(latest.Bytes.Span, out BudgetBook? book))
                return (book, latest.Offset);
            LogSnapshotUnreadable(logger, latest.Offset);
            if (await snapshots.ReadPreviousAsync(stream, cancellationToken) is { } previous && BudgetCodec.TryRead(previous.Bytes.Span, out book))
                return (book, previous.Offset);
        }

        return (new BudgetBook(), Offset.Start);
    }

    [LoggerMessage(1, LogLevel.Warning, "The budgets' snapshot at {Offset} cannot be used; an earlier one or the whole stream is replayed.")]
    private static partial void LogSnapshotUnreadable(ILogger logger, Offset offset);
}
