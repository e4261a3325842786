using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Detection;
using Pipeline.EventLog;
using Pipeline.Grains.Windows;

namespace Pipeline.Grains;

/// <summary>Brings an endpoint and its detection back: the latest snapshot that can be read, then every entry after it.</summary>
internal static partial class EndpointReplay
{
    /// <summary>Entries before a snapshot without publications that are replayed for the sake of segments.</summary>
    private const long ReplayedForPublicationsMax = 4_096;

    /// <param name="endpoint">Its name.</param>
    /// <param name="log">The entries of its stream.</param>
    /// <param name="snapshots">Its snapshots.</param>
    /// <param name="windows">Its stored windows; told the snapshot that the state begins with.</param>
    /// <param name="logger">Told of snapshots that cannot be used.</param>
    /// <param name="cancellationToken">Observed between reads.</param>
    /// <returns>The state, and the offset of the next entry.</returns>
    /// <exception cref="EventLogException">An entry is damaged, or missing and not covered by a snapshot: the endpoint cannot be brought back.</exception>
    public static async Task<(MonitoredEndpoint Endpoint, Offset Head)> RunAsync(
        string endpoint,
        IEventLog log,
        ISnapshotStore snapshots,
        StoredWindowReader windows,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        StreamName stream = EndpointStream.NameOf(endpoint);
        (MonitoredEndpoint monitored, Offset from) = await StartAsync(endpoint, stream, snapshots, logger, cancellationToken);
        bool isShort = from.Value <= ReplayedForPublicationsMax;
        if (monitored.State.Publications.BeginsLate && isShort && (await log.FindStreamAsync(stream, cancellationToken))?.First == Offset.Start)
        {
            // The snapshot is from before publications: only the whole stream says what segments must be told. What it publishes waits in
            // memory until segments have it, so a long one is not replayed; then segments say that they lack what was before.
            LogReplayedForPublications(logger, stream);
            (monitored, from) = (new MonitoredEndpoint(endpoint), Offset.Start);
        }

        windows.Base = from;
        Offset next = from;
        await foreach (LogEntry entry in log.ReadAsync(stream, from, cancellationToken))
        {
            await ApplyAsync(monitored, stream, windows, entry);
            next = entry.Offset.Next();
        }

        LogReplayed(logger, stream, from, next);
        return (monitored, next);
    }

    /// <summary>The latest snapshot this program can read, of the two that are kept; without one the stream's start.</summary>
    private static async Task<(MonitoredEndpoint Endpoint, Offset From)> StartAsync(
        string endpoint, StreamName stream, ISnapshotStore snapshots, ILogger logger, CancellationToken cancellationToken)
    {
        if (await snapshots.ReadLatestAsync(stream, cancellationToken) is { } latest)
        {
            if (TryRead(endpoint, stream, latest, logger, out MonitoredEndpoint? read))
                return (read, latest.Offset);
            Snapshot? previous = await snapshots.ReadPreviousAsync(stream, cancellationToken);
            if (previous is not null && TryRead(endpoint, stream, previous, logger, out read))
                return (read, previous.Offset);
        }

        return (new MonitoredEndpoint(endpoint), Offset.Start);
    }

    private static bool TryRead(
        string endpoint, StreamName stream, Snapshot snapshot, ILogger logger, [NotNullWhen(true)] out MonitoredEndpoint? read)
    {
        bool isRead = MonitoredEndpoint.TryReadSnapshot(endpoint, snapshot.Bytes.Span, out read, out SnapshotFault fault);
        if (!isRead)
            LogSnapshotUnreadable(logger, stream, snapshot.Offset, fault);
        return isRead;
    }

    private static async ValueTask ApplyAsync(MonitoredEndpoint endpoint, StreamName stream, StoredWindowReader windows, LogEntry entry)
    {
        if (!EntryCodec.TryRead(entry.Bytes.Span, out EntryHeader header, out ReadOnlySpan<byte> body))
            throw new EventLogException(stream, entry.Offset, "the entry is of a version this program does not know.");
        ReadOnlyMemory<byte> bodyBytes = entry.Bytes[^body.Length..];
        await windows.LoadAndApplyAsync(endpoint.State, header, bodyBytes, () => endpoint.Apply(header, bodyBytes.Span));
    }

    [LoggerMessage(10, LogLevel.Debug, "Stream {Stream}: replayed entries {From} to {Next}.")]
    private static partial void LogReplayed(ILogger logger, StreamName stream, Offset from, Offset next);

    [LoggerMessage(12, LogLevel.Information, "Stream {Stream}: its snapshot holds no publications; the whole stream is replayed.")]
    private static partial void LogReplayedForPublications(ILogger logger, StreamName stream);

    [LoggerMessage(11, LogLevel.Warning, "Stream {Stream}: the snapshot at {Offset} cannot be used ({Fault}); an earlier one or the whole stream is replayed.")]
    private static partial void LogSnapshotUnreadable(ILogger logger, StreamName stream, Offset offset, SnapshotFault fault);
}
