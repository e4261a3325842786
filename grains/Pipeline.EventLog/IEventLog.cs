namespace Pipeline.EventLog;

/// <summary>Durable, ordered streams of opaque entries. The log decides nothing about their content.</summary>
/// <remarks>
/// <para>Every append is fenced by the offset its writer expects, so a second writer of a stream can never write unnoticed. Appends of all
/// streams that wait at the same time share one commit.</para>
/// <para>Thread-safe. Appends keep the order in which <see cref="AppendAsync"/> was called for a stream. Continuations never run on the
/// log's own threads.</para>
/// </remarks>
public interface IEventLog : IAsyncDisposable
{
    /// <summary>The stream's head: offset of the next entry, counting committed entries only; 0 for a stream never written.</summary>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    ValueTask<Offset> GetHeadAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>Makes one entry durable at <paramref name="expected"/>, if that is the stream's head when its turn comes.</summary>
    /// <remarks>
    /// The entry takes its place in the queue before the call returns, so appends may be pipelined: expected = head, head + 1, ... while
    /// the earlier ones are in flight. When one of them fails, later ones no longer match and end in <see cref="AppendStatus.Conflict"/>.
    /// </remarks>
    /// <param name="stream">The stream; it begins with its first entry.</param>
    /// <param name="expected">The offset the entry is to have.</param>
    /// <param name="entry">The bytes; they stay untouched by the caller until the task completes.</param>
    /// <param name="cancellationToken">Observed before the entry is queued; a queued entry is not withdrawn.</param>
    /// <exception cref="EventLogException">The commit failed or its outcome is unknown: the entry may be in the log after a
    /// restart.</exception>
    /// <exception cref="ArgumentException">Name, offset or length of the entry is out of range. Thrown at the call.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, Offset expected, EntryParts entry, CancellationToken cancellationToken = default);

    /// <summary>Reads the entries from <paramref name="from"/> up to the head as it is when the enumeration starts, in order and without
    /// gap.</summary>
    /// <param name="stream">The stream; one never written has no entries.</param>
    /// <param name="from">First offset to read, at most the head.</param>
    /// <param name="cancellationToken">Observed between reads of the store.</param>
    /// <exception cref="EventLogException">
    /// An entry is damaged, retention has removed <paramref name="from"/>, or it lies beyond the head. Never skipped in silence.
    /// </exception>
    IAsyncEnumerable<LogEntry> ReadAsync(StreamName stream, Offset from, CancellationToken cancellationToken = default);

    /// <summary>Where to begin reading for entries committed from a time on: every entry before that offset was committed earlier.</summary>
    /// <remarks>
    /// As late as the log can tell, and at the oldest kept entry at least; the head if nothing was committed since. Commit times never fall,
    /// even if the clock is set back, so a jump of the clock makes the answer early, never late.
    /// </remarks>
    /// <param name="stream">The stream; one never written begins and ends at 0.</param>
    /// <param name="committedAtUnixMs">The time, Unix ms; any value.</param>
    /// <param name="cancellationToken">Observed before the store is read.</param>
    /// <exception cref="EventLogException">The store cannot be read.</exception>
    ValueTask<Offset> FindCommittedFromAsync(StreamName stream, long committedAtUnixMs, CancellationToken cancellationToken = default);

    /// <summary>Whether entries of that size may be admitted now. Ask before the first append of a batch, then append all of it.</summary>
    /// <remarks>
    /// False while the queue lacks room or the disk is below its free-space floor. A hint that reserves nothing, costs well under a
    /// microsecond, and does not bind <see cref="AppendAsync"/>, which refuses for a full queue only.
    /// </remarks>
    /// <param name="bytes">Bytes about to be appended, not negative.</param>
    bool HasRoomFor(long bytes);

    /// <summary>What the log knows of one stream; null for one without an entry or a snapshot. Costs a look into memory.</summary>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    ValueTask<StreamInfo?> FindStreamAsync(StreamName stream, CancellationToken cancellationToken = default);

    /// <summary>Every stream with an entry or a snapshot, in no particular order.</summary>
    ValueTask<IReadOnlyList<StreamInfo>> ListStreamsAsync(CancellationToken cancellationToken = default);
}
