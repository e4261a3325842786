using Pipeline.EventLog;

namespace Pipeline.Grains.Tests.Backtests;

/// <summary>A log that can be read and fails whoever appends to it.</summary>
internal sealed class ReadOnlyLog(IEventLog inner) : IEventLog
{
    public ValueTask<Offset> GetHeadAsync(StreamName stream, CancellationToken cancellationToken = default) => inner.GetHeadAsync(stream, cancellationToken);

    public ValueTask<AppendOutcome> AppendAsync(StreamName stream, Offset expected, EntryParts entry, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("Nothing may be appended.");

    public IAsyncEnumerable<LogEntry> ReadAsync(StreamName stream, Offset from, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(stream, from, cancellationToken);

    public ValueTask<Offset> FindCommittedFromAsync(StreamName stream, long committedAtUnixMs, CancellationToken cancellationToken = default) =>
        inner.FindCommittedFromAsync(stream, committedAtUnixMs, cancellationToken);

    public bool HasRoomFor(long bytes) => inner.HasRoomFor(bytes);

    public ValueTask<StreamInfo?> FindStreamAsync(StreamName stream, CancellationToken cancellationToken = default) => inner.FindStreamAsync(stream, cancellationToken);

    public ValueTask<IReadOnlyList<StreamInfo>> ListStreamsAsync(CancellationToken cancellationToken = default) => inner.ListStreamsAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
