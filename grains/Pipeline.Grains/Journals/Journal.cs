using Microsoft.Extensions.Logging;
using Pipeline.Alerting;
using Pipeline.EventLog;

namespace Pipeline.Grains.Journals;

/// <summary>The state of a grain with a stream of its own: brought back from it, and changed by an entry when that is durable, and not before.</summary>
/// <remarks>
/// One entry at a time: an entry is planned from the state that it is then applied to. Appends are fenced by the expected offset, so an
/// activation that another has replaced cannot write; it has failed then, and so has everything that waits. For grains that change seldom.
/// Used on the grain's own scheduler only.
/// </remarks>
/// <typeparam name="TState">The state.</typeparam>
/// <typeparam name="TEntry">Its entries.</typeparam>
internal sealed partial class Journal<TState, TEntry>(
    StreamName stream, IEventLog log, ISnapshotStore snapshots, ILogger logger, Action onFailed)
    where TState : class, IJournaled<TState, TEntry>, new()
    where TEntry : class
{
    private readonly ILogger _logger = logger;
    private TState _state = new();
    private Task<JournalStatus> _last = Task.FromResult(JournalStatus.Done);
    private Offset _head;
    private Offset _stored;

    /// <summary>What the entries have made of it.</summary>
    /// <exception cref="InvalidOperationException">The activation has failed: its state may be half of what the log says, and the next one is on its way.</exception>
    public TState State => IsFailed ? throw new InvalidOperationException($"'{stream}' is being brought back from the log.") : _state;

    public bool IsFailed { get; private set; }

    /// <summary>Whether nothing was ever written.</summary>
    public bool IsEmpty => _head == Offset.Start;

    /// <summary>Whether entries were applied that no snapshot holds. The log cannot forget anything that came after them until one does.</summary>
    public bool IsChanged => _head != _stored;

    /// <summary>Brings the state back: the latest snapshot that can be read, then every entry after it.</summary>
    /// <exception cref="EventLogException">An entry is damaged, or missing and not covered by a snapshot.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        (_state, _head) = await StartAsync(cancellationToken);
        _stored = _head;
        await foreach (LogEntry logged in log.ReadAsync(stream, _head, cancellationToken))
        {
            _state.Apply(TState.Read(logged.Bytes.Span)
                ?? throw new EventLogException(stream, logged.Offset, "the entry is of a version this program does not know."));
            _head = logged.Offset.Next();
        }
    }

    /// <summary>Writes entries one after the other, after those that wait already.</summary>
    /// <param name="plan">
    /// Makes the entries from the state when its turn has come; none to write nothing. Called once, and not at all after a failure. What it
    /// throws reaches the caller, and nothing is written.
    /// </param>
    /// <param name="applied">Called in the turn in which an entry was applied.</param>
    /// <returns>What became of the last of them; those before one that was not written are.</returns>
    public Task<JournalStatus> CommitAllAsync(Func<TState, IReadOnlyList<TEntry>> plan, Action<TState>? applied = null) =>
        _last = CommitAfterAsync(_last, plan, applied);

    /// <summary>The same of one entry; null to write nothing.</summary>
    public Task<JournalStatus> CommitAsync(Func<TState, TEntry?> plan, Action<TState>? applied = null) =>
        CommitAllAsync(state => plan(state) is { } entry ? [entry] : [], applied);

    /// <summary>The same of a grain that need not be brought back before somebody asks for it.</summary>
    public Task WriteSnapshotAsync(CancellationToken cancellationToken) => WriteSnapshotAsync(hasWork: false, cancellationToken);

    /// <summary>Writes a snapshot, if there is anything new to be stored.</summary>
    /// <param name="hasWork">Whether the grain must be brought back at the next start though nobody may ask for it.</param>
    /// <param name="cancellationToken">Observed before the snapshot is queued.</param>
    public async Task WriteSnapshotAsync(bool hasWork, CancellationToken cancellationToken)
    {
        if (IsFailed || !IsChanged)
            return;
        Offset offset = _head;
        try
        {
            SnapshotStatus status = await snapshots.WriteAsync(new SnapshotWrite(stream, offset, _state.WriteSnapshot(), hasWork), cancellationToken);
            if (status == SnapshotStatus.Written)
                _stored = offset;
            if (status == SnapshotStatus.Superseded)
                Fail();
        }
        catch (Exception exception) when (exception is EventLogException or ArgumentException or InvalidOperationException or OperationCanceledException)
        {
            // The log has every entry; it is tried again at the next time.
            LogSnapshotFailed(exception, stream, offset);
        }
    }

    private async Task<JournalStatus> CommitAfterAsync(Task before, Func<TState, IReadOnlyList<TEntry>> plan, Action<TState>? applied)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (IsFailed)
            return JournalStatus.Failed;
        foreach (TEntry entry in plan(_state))
        {
            JournalStatus status = await CommitAsync(entry);
            if (status != JournalStatus.Done)
                return status;
            applied?.Invoke(_state);
        }

        return JournalStatus.Done;
    }

    private async Task<JournalStatus> CommitAsync(TEntry entry)
    {
        try
        {
            AppendOutcome outcome = await log.AppendAsync(stream, _head, new EntryParts(TState.Write(entry)));
            if (outcome.Status == AppendStatus.Overloaded)
                return JournalStatus.Overloaded;
            if (outcome.IsCommitted)
            {
                _state.Apply(entry);
                _head = _head.Next();
                return JournalStatus.Done;
            }

            LogNotCommitted(stream, _head, outcome.Status);
        }
        catch (Exception exception)
        {
            // Whether the entry is in the log, or half applied, is known only after replay.
            LogCommitFailed(exception, stream, _head);
        }

        Fail();
        return JournalStatus.Failed;
    }

    private async Task<(TState State, Offset From)> StartAsync(CancellationToken cancellationToken)
    {
        if (await snapshots.ReadLatestAsync(stream, cancellationToken) is { } latest)
        {
            if (Read(latest) is { } state)
                return (state, latest.Offset);
            if (await snapshots.ReadPreviousAsync(stream, cancellationToken) is { } previous && Read(previous) is { } older)
                return (older, previous.Offset);
        }

        return (new TState(), Offset.Start);
    }

    private TState? Read(Snapshot snapshot)
    {
        TState? state = TState.ReadSnapshot(snapshot.Bytes.Span);
        if (state is null)
            LogSnapshotUnreadable(stream, snapshot.Offset);
        return state;
    }

    private void Fail()
    {
        if (IsFailed)
            return;
        IsFailed = true;
        onFailed();
    }

    [LoggerMessage(1, LogLevel.Warning, "Stream {Stream}: the snapshot at {Offset} cannot be used; an earlier one or the whole stream is replayed.")]
    private partial void LogSnapshotUnreadable(StreamName stream, Offset offset);

    [LoggerMessage(2, LogLevel.Warning, "Stream {Stream}: the entry at {Offset} was not committed ({Status}); the activation begins anew from the log.")]
    private partial void LogNotCommitted(StreamName stream, Offset offset, AppendStatus status);

    [LoggerMessage(3, LogLevel.Error, "Stream {Stream}: what became of the entry at {Offset} is not known; the activation begins anew from the log.")]
    private partial void LogCommitFailed(Exception exception, StreamName stream, Offset offset);

    [LoggerMessage(4, LogLevel.Warning, "Stream {Stream}: the snapshot at {Offset} was not written.")]
    private partial void LogSnapshotFailed(Exception exception, StreamName stream, Offset offset);
}
