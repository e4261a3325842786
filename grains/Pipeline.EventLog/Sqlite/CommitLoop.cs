using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Pipeline.EventLog.Frames;
using Pipeline.EventLog.Index;
using Pipeline.EventLog.Retention;

namespace Pipeline.EventLog.Sqlite;

/// <summary>The one thread that writes. It takes whatever is queued, commits it as one frame, and answers; no delay is ever added to fill
/// a frame.</summary>
/// <remarks>
/// While one commit waits for the disk, the next one's requests gather in the queue: commits grow with load by themselves.
/// After a failed commit nothing in memory has moved, so the next one is tried as if the failed one had never been asked for. Should the
/// failed frame be in the file after all (possible only after a crash that follows), replay finds it: its writers were told "unknown".
/// </remarks>
internal sealed partial class CommitLoop(
    SqliteEventLogOptions options,
    LogState state,
    LogWriter writer,
    WriteQueue<WriteRequest> queue,
    FreeSpaceGauge freeSpace,
    EventLogInstruments instruments,
    TimeProvider timeProvider,
    ILogger logger) : IAsyncDisposable
{
    private readonly CommitPlan _plan = new();
    private readonly List<WriteRequest> _taken = [];
    private readonly Checkpointer _checkpointer = new(options, instruments, timeProvider);
    private readonly RetentionSweeper _sweeper = new(options.Retention, state, freeSpace, timeProvider);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogWriter _writer = writer;
    private bool _mustReopen;
    private bool _isFailing;

    public void Start() => new Thread(Run) { Name = "event log writer", IsBackground = true }.Start();

    /// <summary>Lets the thread commit what is queued, seal the index and close the database. Only after <see cref="Start"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Close();
        await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>One step of retention; only inside a maintenance request.</summary>
    public RetentionStep RemoveOldFrames()
    {
        try
        {
            RetentionStep step = _sweeper.Step(_writer);
            AfterTransaction();
            instruments.OnFramesRemoved(step.Removed.Frames);
            return step;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    private void Run()
    {
        while (queue.Take(_taken, options.FrameBytesMax))
        {
            try
            {
                if (_taken[0] is MaintenanceRequest maintenance)
                    maintenance.Run();
                else
                    CommitTogether();
            }
            catch (Exception exception)
            {
                // Nothing of the kind is expected here, but a writer that died would leave every later append without an answer.
                LogUnexpected(exception);
                RollBack();
                DiscardPending();
                foreach (WriteRequest request in _taken)
                    request.Fail(exception);
            }
            queue.Release(_taken);
            _taken.Clear();
            _plan.Clear();
        }
        Stop();
    }

    private void CommitTogether()
    {
        foreach (WriteRequest request in _taken)
            Prepare((CommitRequest)request);
        if (!_plan.IsEmpty && TryCommit() is { } failure)
        {
            DiscardPending();
            foreach (WriteRequest request in _taken)
                CompleteAfterFailure((CommitRequest)request, failure);
            return;
        }
        foreach (WriteRequest request in _taken)
            ((CommitRequest)request).Complete();
        AfterCommit();
    }

    private void Prepare(CommitRequest request) => request.Prepare(state.Streams.GetOrAdd(request.Stream), _plan);

    private void CompleteAfterFailure(CommitRequest request, Exception failure) =>
        request.CompleteAfterFailure(state.Streams.GetOrAdd(request.Stream), failure);

    private SqliteException? TryCommit()
    {
        long startedAt = timeProvider.GetTimestamp();
        long nowUnixMs = Math.Max(state.LastCommittedAtUnixMs, timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        try
        {
            ReopenIfBroken();
            _writer.Begin();
            Write(nowUnixMs);
            _writer.Commit();
        }
        catch (SqliteException exception)
        {
            instruments.OnCommitFailed();
            if (!_isFailing)
                LogCommitFailed(_plan.Frame.EntryCount, exception);
            _isFailing = true;
            RollBack();
            return exception;
        }
        Publish(nowUnixMs);
        long snapshotBytes = 0;
        foreach (PlannedSnapshot snapshot in _plan.Snapshots)
        {
            snapshotBytes += snapshot.Write.Bytes.Length;
            instruments.OnCellsWritten(snapshot.Write.Cells.Count, snapshot.Write.LengthBytes - snapshot.Write.Bytes.Length);
            freeSpace.OnCommitted(snapshot.Write.LengthBytes);
        }

        freeSpace.OnCommitted(_plan.Frame.Entries.Length);
        instruments.OnCommitted(
            timeProvider.GetElapsedTime(startedAt), _plan.Frame.EntryCount, _plan.Frame.PayloadBytes, _plan.Snapshots.Count, snapshotBytes);
        if (_isFailing)
            LogCommitsAgain();
        _isFailing = false;
        return null;
    }

    private void Write(long nowUnixMs)
    {
        foreach (StreamState stream in _plan.Touched)
        {
            if (!stream.IsStored)
                _writer.InsertStream(stream);
        }
        if (_plan.Frame.EntryCount > 0)
        {
            _plan.Frame.Build(state.NextPosition, nowUnixMs);
            _writer.InsertFrame(state.NextPosition, nowUnixMs, _plan.Frame);
        }
        foreach (PlannedSnapshot snapshot in _plan.Snapshots)
            Write(snapshot, nowUnixMs);
    }

    private void Write(PlannedSnapshot snapshot, long nowUnixMs)
    {
        _writer.UpsertSnapshot(snapshot, nowUnixMs);
        foreach (CellRemoval removal in snapshot.Write.Removals)
            _writer.DeleteCells(snapshot.StreamId, removal);
        foreach (StoredCell cell in snapshot.Write.Cells)
            _writer.UpsertCell(snapshot, cell);
    }

    private void Publish(long nowUnixMs)
    {
        long position = state.NextPosition;
        foreach (FramePart part in _plan.Frame.Parts)
        {
            StreamState stream = state.Streams.Find(part.StreamId)!;
            stream.Publish(new StreamRun(position, part.First, part.Count, part.ByteStart, part.ByteLength));
            state.Tail.AddRun(stream);
        }
        foreach (StreamState stream in _plan.Touched)
        {
            stream.IsStored = true;
            stream.PublishSnapshots();
        }
        state.LastCommittedAtUnixMs = nowUnixMs;
        if (_plan.Frame.EntryCount == 0)
            return;
        state.Tail.AddFrame(_plan.Frame.Entries.Length);
        state.AddFrames(1);
    }

    /// <summary>Upkeep whose failure must not be blamed on the commit before it, which has been answered.</summary>
    private void AfterCommit()
    {
        if (_plan.IsEmpty)
            return;
        try
        {
            if (state.Tail.IsDue)
                Sealer.Seal(_writer, state);
            AfterTransaction();
        }
        catch (SqliteException exception)
        {
            // The tail stays as it is and is sealed, or the log copied, after a later commit.
            LogUpkeepFailed(exception);
            RollBack();
        }
    }

    private void AfterTransaction()
    {
        _checkpointer.Measure(_writer.Connection);
        _checkpointer.RunIfDue(_writer.Connection);
    }

    private void RollBack()
    {
        try
        {
            _writer.RollBack();
        }
        catch (Exception exception)
        {
            // Whatever it was, this connection is of no more use, and the thread must live to try another.
            LogRollBackFailed(exception);
            _mustReopen = true;
        }
    }

    private void ReopenIfBroken()
    {
        if (!_mustReopen)
            return;
        // The broken writer stays until there is another: whoever comes next must not meet a closed one.
        LogWriter broken = _writer;
        _writer = LogWriter.Open(options);
        _mustReopen = false;
        broken.Dispose();
    }

    private void DiscardPending()
    {
        foreach (StreamState stream in _plan.Touched)
            stream.DiscardPending();
    }

    private void Stop()
    {
        try
        {
            using LogWriter last = _writer;
            Sealer.Seal(last, state);
            Checkpointer.RunAtStop(last.Connection);
        }
        catch (Exception exception)
        {
            // The next start reads the tail instead, as after a crash. Nothing may leave this thread: it would end the process.
            LogLastUpkeepFailed(exception);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }
}
