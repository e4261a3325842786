using System.Runtime.CompilerServices;
using Pipeline.EventLog;
using Pipeline.Grains.Segments;
using Pipeline.Simulation.Tests.Runs;

namespace Pipeline.Simulation.Tests.Storage;

/// <summary>Log and snapshots as the grains see them: nothing is durable before a step commits it, reads take turns and may fail.</summary>
/// <remarks>
/// The contract is the log's, in memory or in Redis; this adds what its hooks do not: reads that yield in between, so that others run while an
/// activation replays, reads that fail, commits that are heard of late, and a look at everything that passes.
/// </remarks>
internal sealed class SimulatedStorage(Random random, Coverage coverage, Trace trace, IHeldLog log) : IEventLog, ISnapshotStore, ICellStore
{
    public IHeldLog Log { get; } = log;

    /// <summary>Sees each snapshot as it is handed over, before anything becomes of it.</summary>
    public Action<StreamName, Offset, ReadOnlyMemory<byte>>? OnSnapshot { get; set; }

    /// <summary>So many of the next reads fail.</summary>
    public int ReadsToFail { get; set; }

    public ValueTask<Offset> GetHeadAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        Log.GetHeadAsync(stream, cancellationToken);

    /// <summary>An append's end is heard of when its turn comes, which need not be in the order of the commits.</summary>
    public ValueTask<AppendOutcome> AppendAsync(
        StreamName stream, Offset expected, EntryParts entry, CancellationToken cancellationToken = default)
    {
        ValueTask<AppendOutcome> append = Log.AppendAsync(stream, expected, entry, cancellationToken);
        if (!append.IsCompleted)
            return new ValueTask<AppendOutcome>(HearLaterAsync(append.AsTask()));
        coverage.Count(Happening.OverloadedByLog);
        return append;
    }

    /// <summary>Yields on the scheduler of the activation that reads.</summary>
    public async IAsyncEnumerable<LogEntry> ReadAsync(
        StreamName stream, Offset from, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long entryCount = 0;
        await foreach (LogEntry entry in Log.ReadAsync(stream, from, cancellationToken))
        {
            if (random.Next(8) == 0)
                await Task.Yield();
            FailIfTold(stream, entry.Offset);
            entryCount++;
            yield return entry;
        }

        if (from == Offset.Start && entryCount > 0)
            coverage.Count(Happening.ReplayFromStart);
        else if (from > Offset.Start)
            coverage.Count(entryCount > 0 ? Happening.ReplayFromSnapshotAndTail : Happening.ReplayFromSnapshot);
    }

    public ValueTask<Offset> FindCommittedFromAsync(StreamName stream, long committedAtUnixMs, CancellationToken cancellationToken = default) =>
        Log.FindCommittedFromAsync(stream, committedAtUnixMs, cancellationToken);

    public bool HasRoomFor(long bytes) => Log.HasRoomFor(bytes);

    public ValueTask<StreamInfo?> FindStreamAsync(StreamName stream, CancellationToken cancellationToken = default) =>
        Log.FindStreamAsync(stream, cancellationToken);

    public ValueTask<IReadOnlyList<StreamInfo>> ListStreamsAsync(CancellationToken cancellationToken = default) =>
        Log.ListStreamsAsync(cancellationToken);

    public async ValueTask<Snapshot?> ReadLatestAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        FailIfTold(stream, Offset.Start);
        return await Log.ReadLatestAsync(stream, cancellationToken);
    }

    public async ValueTask<Snapshot?> ReadPreviousAsync(StreamName stream, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        FailIfTold(stream, Offset.Start);
        return await Log.ReadPreviousAsync(stream, cancellationToken);
    }

    public async ValueTask<SnapshotStatus> WriteAsync(SnapshotWrite write, CancellationToken cancellationToken = default)
    {
        OnSnapshot?.Invoke(write.Stream, write.Offset, write.Bytes);
        try
        {
            SnapshotStatus status = await Log.WriteAsync(write, cancellationToken).ConfigureAwait(false);
            trace.Note($"snapshot of {write.Stream} at {write.Offset} with {write.Cells.Count} cells: {status}");
            coverage.Count(status == SnapshotStatus.Superseded ? Happening.SnapshotSuperseded : Happening.SnapshotWritten);
            return status;
        }
        catch (EventLogException)
        {
            coverage.Count(Happening.SnapshotWriteFailed);
            throw;
        }
    }

    public async ValueTask<IReadOnlyList<StoredCell>> ReadCellsAsync(
        StreamName stream, CellRange range, Offset asOf, int countMax, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        FailIfTold(stream, asOf);
        coverage.Count(Happening.CellsRead);
        return await Log.ReadCellsAsync(stream, range, asOf, countMax, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Removes entries that a snapshot covers, as retention may; false if there are none.</summary>
    public bool Retain(StreamInfo info)
    {
        if (Log.ReadLatestAsync(info.Stream).Result is not { } whole || whole.Offset <= info.First)
            return false;
        Log.RemoveBefore(info.Stream, new Offset(random.NextInt64(info.First.Value + 1, whole.Offset.Value + 1)));
        return true;
    }

    /// <summary>Takes away the latest snapshot; false if there is none, or the state could not be rebuilt without it.</summary>
    public bool LoseSnapshot(StreamInfo info)
    {
        // A segment's state is in its snapshots alone, and those are never unwritten: one may be damaged at most.
        bool canLose = !SegmentStream.TryGetKey(info.Stream, out _) && info.SnapshotOffset is not null && Log.CanSpareLatestSnapshot(info.Stream);
        if (canLose)
            Log.LoseLatestSnapshot(info.Stream);
        return canLose;
    }

    /// <summary>Damages the latest snapshot; false if there is none, or the state could not be rebuilt without it.</summary>
    public bool DamageSnapshot(StreamInfo info)
    {
        bool isSegment = SegmentStream.TryGetKey(info.Stream, out _);
        bool canSpare = isSegment ? Log.ReadPreviousAsync(info.Stream).Result is not null : Log.CanSpareLatestSnapshot(info.Stream);
        bool canDamage = info.SnapshotOffset is not null && canSpare;
        if (canDamage)
            Log.DamageLatestSnapshot(info.Stream);
        if (canDamage && isSegment)
            coverage.Count(Happening.SegmentSnapshotDamaged);
        return canDamage;
    }

    private async Task<AppendOutcome> HearLaterAsync(Task<AppendOutcome> append)
    {
        await ((Task)append).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        while (random.Next(4) == 0)
            await Task.Yield();
        AppendOutcome outcome = await append;
        if (outcome.Status == AppendStatus.Conflict)
            coverage.Count(Happening.Conflict);
        return outcome;
    }

    private void FailIfTold(StreamName stream, Offset offset)
    {
        if (ReadsToFail == 0)
            return;
        ReadsToFail--;
        coverage.Count(Happening.ReadFailed);
        throw new EventLogException(stream, offset, "The read failed, as told.");
    }
}
