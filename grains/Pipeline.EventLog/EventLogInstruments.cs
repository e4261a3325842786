using System.Diagnostics.Metrics;

namespace Pipeline.EventLog;

/// <summary>The log's measurements: counted once here, read through <see cref="Statistics"/> and through the meter
/// <c>Pipeline.EventLog</c>.</summary>
/// <remarks>Written by the log's writer, a few additions per commit; readable by anyone.</remarks>
public sealed class EventLogInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Pipeline.EventLog";

    private readonly Meter _meter;
    private readonly Histogram<double> _commitDuration;
    private readonly Histogram<long> _commitEntries;
    private readonly Histogram<double> _checkpointDuration;
    private readonly Counter<long> _damages;
    private readonly Counter<long> _removedFrames;
    private readonly Counter<long> _overloads;
    private long _commits;
    private long _failedCommits;
    private long _entries;
    private long _entryBytes;
    private long _snapshots;
    private long _snapshotBytes;
    private long _walBytes;
    private long _cells;
    private long _cellBytes;
    private long _cellsRead;
    private long _conflicts;

    internal EventLogInstruments(IMeterFactory? meterFactory, Func<long> getQueueBytes, Func<long> getFrameCount)
    {
        _meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _commitDuration = _meter.CreateHistogram<double>(
            "pipeline.event_log.commit.duration", "s", "Time from the start of a group commit until it is durable.");
        _commitEntries = _meter.CreateHistogram<long>("pipeline.event_log.commit.entries", "{entry}", "Entries that shared a commit.");
        _checkpointDuration = _meter.CreateHistogram<double>(
            "pipeline.event_log.checkpoint.duration", "s", "Time in which commits waited for the write-ahead log to be copied.");
        _damages = _meter.CreateCounter<long>("pipeline.event_log.damages", "{damage}", "Damaged frames, index rows and snapshots met.");
        _removedFrames = _meter.CreateCounter<long>("pipeline.event_log.removed_frames", "{frame}", "Frames removed by retention.");
        _overloads = _meter.CreateCounter<long>(
            "pipeline.event_log.overloads", "{append}", "Appends and snapshots refused for a full queue.");
        Observe("pipeline.event_log.commits", "{commit}", "Group commits that succeeded.", () => Statistics.Commits);
        Observe("pipeline.event_log.failed_commits", "{commit}", "Group commits that failed.", () => Statistics.FailedCommits);
        Observe("pipeline.event_log.entries", "{entry}", "Entries made durable.", () => Statistics.Entries);
        Observe("pipeline.event_log.entry_bytes", "By", "Bytes of entries made durable.", () => Statistics.EntryBytes);
        Observe("pipeline.event_log.snapshots", "{snapshot}", "Snapshots made durable.", () => Statistics.Snapshots);
        Observe("pipeline.event_log.cells", "{cell}", "Cells made durable.", () => Volatile.Read(ref _cells));
        Observe("pipeline.event_log.cell_bytes", "By", "Bytes of cells made durable.", () => Volatile.Read(ref _cellBytes));
        Observe("pipeline.event_log.cells_read", "{cell}", "Cells read back.", () => Volatile.Read(ref _cellsRead));
        Observe(
            "pipeline.event_log.conflicts", "{append}", "Appends refused because another writer had written at their offset.", () => Statistics.Conflicts);
        Observe("pipeline.event_log.snapshot_bytes", "By", "Bytes of snapshots made durable.", () => Statistics.SnapshotBytes);
        Observe("pipeline.event_log.wal_bytes", "By", "Bytes written to the write-ahead log.", () => Statistics.WalBytes);
        _meter.CreateObservableGauge("pipeline.event_log.queue_bytes", getQueueBytes, "By", "Bytes waiting for a commit.");
        _meter.CreateObservableGauge("pipeline.event_log.frames", getFrameCount, "{frame}", "Frames in the log.");
    }

    /// <summary>The totals now; read one by one, so they may be a commit apart.</summary>
    public EventLogStatistics Statistics => new(
        Volatile.Read(ref _commits), Volatile.Read(ref _failedCommits), Volatile.Read(ref _entries), Volatile.Read(ref _entryBytes),
        Volatile.Read(ref _snapshots), Volatile.Read(ref _snapshotBytes), Volatile.Read(ref _walBytes),
        Volatile.Read(ref _conflicts));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void OnCommitted(TimeSpan duration, int entries, long entryBytes, int snapshots, long snapshotBytes)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _entries, entries);
        Interlocked.Add(ref _entryBytes, entryBytes);
        Interlocked.Add(ref _snapshots, snapshots);
        Interlocked.Add(ref _snapshotBytes, snapshotBytes);
        _commitDuration.Record(duration.TotalSeconds);
        _commitEntries.Record(entries);
    }

    internal void OnCellsWritten(int cells, long bytes)
    {
        Interlocked.Add(ref _cells, cells);
        Interlocked.Add(ref _cellBytes, bytes);
    }

    internal void OnCellsRead(int cells) => Interlocked.Add(ref _cellsRead, cells);

    internal void OnConflicts(int appends) => Interlocked.Add(ref _conflicts, appends);

    internal void OnCommitFailed() => Interlocked.Increment(ref _failedCommits);

    internal void OnWalWritten(long bytes) => Interlocked.Add(ref _walBytes, bytes);

    internal void OnCheckpoint(TimeSpan duration) => _checkpointDuration.Record(duration.TotalSeconds);

    internal void OnDamage() => _damages.Add(1);

    internal void OnFramesRemoved(long frames) => _removedFrames.Add(frames);

    internal void OnOverloaded() => _overloads.Add(1);

    private void Observe(string name, string unit, string description, Func<long> read) =>
        _meter.CreateObservableCounter(name, read, unit, description);
}
