using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Index;
using Pipeline.EventLog.Retention;

namespace Pipeline.EventLog.Sqlite;

/// <summary>The event log and snapshot store in one SQLite database, for one process at a time.</summary>
/// <remarks>
/// <para>An acknowledged entry survives the kill of the process and the loss of power: each group commit is synced to disk before any of
/// its writers is answered. A failed commit fails its own writers only; the next one is tried as if nothing had happened.</para>
/// <para>Cost: one sync per commit, however many appends share it; about 1.1 times the bytes of large commits, 9 KiB at least for a lone
/// one. Reading hops to the thread pool once per megabyte. Bytes on disk: docs/event-log.md.</para>
/// </remarks>
public sealed partial class SqliteEventLog : IEventLog, ISnapshotStore, ICellStore
{
    private readonly SqliteEventLogOptions _options;
    private readonly ILogger _logger;
    private readonly DirectoryLock _directoryLock;
    private readonly LogState _state;
    private readonly WriteQueue<WriteRequest> _queue;
    private readonly FreeSpaceGauge _freeSpace;
    private readonly CommitLoop _commitLoop;
    private readonly ReaderPool _readers;
    private readonly ITimer? _retentionTimer;
    private int _isSweeping;
    private int _isDisposed;

    private SqliteEventLog(
        SqliteEventLogOptions options, DirectoryLock directoryLock, LogState state, LogWriter writer,
        TimeProvider timeProvider, ILogger logger, IMeterFactory? meterFactory)
    {
        _options = options;
        _logger = logger;
        _directoryLock = directoryLock;
        _state = state;
        _queue = new WriteQueue<WriteRequest>(options.QueueBytesMax, typeof(SqliteEventLog));
        _freeSpace = new FreeSpaceGauge(options, timeProvider);
        _readers = new ReaderPool(options);
        Instruments = new EventLogInstruments(meterFactory, () => _queue.Bytes, () => _state.FrameCount);
        _commitLoop = new CommitLoop(options, state, writer, _queue, _freeSpace, Instruments, timeProvider, logger);
        _commitLoop.Start();
        TimeSpan interval = options.Retention.Interval;
        if (options.Retention.Age is not null)
            _retentionTimer = timeProvider.CreateTimer(_ => SweepInBackground(), null, interval, interval);
    }

    /// <summary>What the log has done since it was opened, also published through a meter.</summary>
    public EventLogInstruments Instruments { get; }

    /// <summary>Opens the log of a data directory, creating both if need be, and takes the directory's lock.</summary>
    /// <param name="options">Read once; later changes have no effect on an open log.</param>
    /// <param name="timeProvider">Stamps commits, drives retention.</param>
    /// <param name="loggerFactory">For state changes and damage.</param>
    /// <param name="meterFactory">Owner of the meter; null for one of the log's own.</param>
    /// <param name="cancellationToken">Observed before the work begins.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    /// <exception cref="EventLogException">Another process holds the directory, the format is newer, or the youngest frames are
    /// damaged.</exception>
    public static Task<SqliteEventLog> OpenAsync(
        SqliteEventLogOptions options, TimeProvider timeProvider, ILoggerFactory loggerFactory, IMeterFactory? meterFactory = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(loggerFactory);
        options.Validate();
        return Task.Run(() => Open(options, timeProvider, loggerFactory.CreateLogger<SqliteEventLog>(), meterFactory), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Offset> GetHeadAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        return new(_state.Streams.TryGet(stream, out StreamState? found) ? found.Head : Offset.Start);
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, Offset expected, EntryParts entry, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        entry.Validate();
        ArgumentOutOfRangeException.ThrowIfNegative(expected.Value);
        cancellationToken.ThrowIfCancellationRequested();
        AppendRequest request = new(stream, expected, entry, Instruments);
        if (_queue.TryEnqueue(request))
            return new(request.Task);
        Instruments.OnOverloaded();
        return new(new AppendOutcome(AppendStatus.Overloaded, expected));
    }

    /// <inheritdoc/>
    public bool HasRoomFor(long bytes)
    {
        bool hasSpace = _freeSpace.HasRoomFor(bytes + _queue.Bytes);
        ReportSpace(hasSpace);
        return hasSpace && _queue.HasRoomFor(bytes);
    }

    /// <inheritdoc/>
    public ValueTask<StreamInfo?> FindStreamAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        stream.Validate();
        return new(_state.Streams.TryGet(stream, out StreamState? found) ? found.Info : null);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StreamInfo>> ListStreamsAsync(CancellationToken cancellationToken = default)
    {
        List<StreamInfo> streams = [];
        foreach (StreamState stream in _state.Streams.All)
        {
            if (stream.Info is { } info)
                streams.Add(info);
        }
        return new(streams);
    }

    /// <inheritdoc/>
    public ValueTask<SnapshotStatus> WriteAsync(SnapshotWrite write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        write.Validate();
        cancellationToken.ThrowIfCancellationRequested();
        SnapshotRequest request = new(write);
        if (_queue.TryEnqueue(request))
            return new(request.Task);
        Instruments.OnOverloaded();
        return new(SnapshotStatus.Overloaded);
    }

    /// <summary>Removes what retention allows now, step by step between commits. Runs by itself at the interval of the options.</summary>
    /// <exception cref="EventLogException">A step failed; earlier steps stay done.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    public async ValueTask<RetentionResult> ApplyRetentionAsync(CancellationToken cancellationToken = default)
    {
        long frames = 0;
        long bytes = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            AnsweredMaintenanceRequest<RetentionStep> request = new(_commitLoop.RemoveOldFrames);
            _queue.TryEnqueue(request);
            RetentionStep step = await request.Task.ConfigureAwait(false);
            frames += step.Removed.Frames;
            bytes += step.Removed.Bytes;
            if (step.IsLast)
                return new RetentionResult(frames, bytes, step.Removed.NeededBy);
        }
    }

    /// <summary>Commits what is queued, seals the index, and leaves one database file behind. Readers under way end first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        if (_retentionTimer is not null)
            await _retentionTimer.DisposeAsync().ConfigureAwait(false);
        _queue.Close();
        // Readers go first: the last connection to close is then the writer's, which empties the write-ahead log.
        await _readers.DisposeAsync().ConfigureAwait(false);
        await _commitLoop.DisposeAsync().ConfigureAwait(false);
        _queue.Dispose();
        Instruments.Dispose();
        _directoryLock.Dispose();
        LogClosed(_options.DataDirectory);
    }

    private static SqliteEventLog Open(
        SqliteEventLogOptions options, TimeProvider timeProvider, ILogger logger, IMeterFactory? meterFactory)
    {
        Directory.CreateDirectory(options.DataDirectory);
        DirectoryLock directoryLock = DirectoryLock.Acquire(options.DataDirectory);
        SqliteConnection? connection = null;
        try
        {
            long startedAt = timeProvider.GetTimestamp();
            connection = LogDatabase.OpenForWriting(options);
            LogState state = LogLoader.Load(connection);
            int tailFrameCount = state.Tail.FrameCount;
            SqliteEventLog log = new(options, directoryLock, state, new LogWriter(connection), timeProvider, logger, meterFactory);
            TimeSpan elapsed = timeProvider.GetElapsedTime(startedAt);
            log.LogOpened(options.DataDirectory, state.Streams.Count, state.FrameCount, tailFrameCount, elapsed);
            return log;
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            directoryLock.Dispose();
            if (exception is SqliteException)
                throw new EventLogException($"The event log in '{options.DataDirectory}' cannot be opened: {exception.Message}", exception);
            throw;
        }
    }
}
