using Pipeline.Client.Batching;
using Pipeline.Client.Delivery.Spool;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;

namespace Pipeline.Client.Delivery;

/// <summary>What goes to the disk, and what comes back from it. Disk errors are counted; then the rules of the memory hold.</summary>
internal sealed partial class BatchDelivery
{
    /// <summary>How long the disk is left alone after it has failed.</summary>
    private static readonly TimeSpan SpoolPause = TimeSpan.FromSeconds(30);

    /// <summary>A file that cannot be read so often, though it is there, is given up.</summary>
    private const int ReadsMax = 3;

    private readonly BatchSpool? _spool;

    // Guarded by the gate.
    private bool _isSpoolOpen;
    private bool _isSpoolerRunning;
    private OutgoingBatch? _spooling;
    private TimeSpan _spoolPausedUntil;

    /// <summary>Before it is known what lies on disk, nothing is sent: that is older.</summary>
    private bool IsReady => _spool is null || _isSpoolOpen;

    private bool CanSpool => _spool is not null && _isSpoolOpen && !_isStopped && Now() >= _spoolPausedUntil;

    /// <summary>While no silo takes batches everything goes to the disk: there it is safe from the end of the process.</summary>
    private bool ShouldSpool =>
        CanSpool && (_failuresInARow > 0 || _backlogSizeBytes > _options.BacklogSizeBytesMax / 2) && FirstThatFitsTheSpool() is not null;

    private Task OpenSpoolAsync()
    {
        try
        {
            _spool!.Open(NoteSpoolError);
            MakeRoom(0);
        }
        catch (Exception exception)
        {
            NoteSpoolError(exception);
        }

        lock (_gate)
        {
            _isSpoolOpen = true;
            StartSenders();
            StartSpooler();
        }

        return Task.CompletedTask;
    }

    private void StartSpooler()
    {
        if (_isSpoolerRunning || !ShouldSpool)
            return;
        _isSpoolerRunning = true;
        StartWorker(SpoolWaitingAsync);
    }

    /// <summary>Moves what waits to the disk, oldest first, as long as there is reason to.</summary>
    private Task SpoolWaitingAsync()
    {
        while (TryBeginSpooling() is { } item)
        {
            SpoolFile? file = TryWrite(item);
            List<OutgoingBatch> dropped = [];
            if (!EndSpooling(item, file, dropped) && file is not null)
                TryRemove(file);
            foreach (OutgoingBatch oldest in dropped)
                Drop(oldest, DropCause.BacklogFull);
        }

        return Task.CompletedTask;
    }

    private OutgoingBatch? TryBeginSpooling()
    {
        lock (_gate)
        {
            _isSpoolerRunning = ShouldSpool;
            if (!_isSpoolerRunning)
                return null;
            LinkedListNode<OutgoingBatch> first = FirstThatFitsTheSpool()!;
            _waiting.Remove(first);
            _spooling = first.Value;

            // From here on it may lie on the disk: whatever becomes of it, a copy of it must be the same bytes.
            if (_spooling.Identity == default)
                _spooling.Identity = _spool!.TakeIdentity();
            return _spooling;
        }
    }

    private LinkedListNode<OutgoingBatch>? FirstThatFitsTheSpool()
    {
        LinkedListNode<OutgoingBatch>? node = _waiting.First;
        while (node is { Value.IsTooLargeToSpool: true })
            node = node.Next;
        return node;
    }

    /// <summary>False if the delivery has ended meanwhile and has decided about the item.</summary>
    private bool EndSpooling(OutgoingBatch item, SpoolFile? file, List<OutgoingBatch> dropped)
    {
        lock (_gate)
        {
            if (_spooling != item)
                return false;
            _spooling = null;
            if (file is not null)
            {
                _backlogSizeBytes -= item.SizeBytes;
                _spool!.Release(file);
                StartSenders();
                return true;
            }

            PutBack(item);
            if (!item.IsTooLargeToSpool)
                _spoolPausedUntil = Now() + SpoolPause;
            StartSenders();
            TrimBacklog(dropped);
            return true;
        }
    }

    /// <summary>Into the place that it had: only those that no spool holds were before it.</summary>
    private void PutBack(OutgoingBatch item)
    {
        // It was not written, and those after it may be sent long before it: a number of theirs would be too far behind by then.
        if (item.IsTooLargeToSpool)
            item.Identity = default;
        if (FirstThatFitsTheSpool() is { } next)
            _waiting.AddBefore(next, item);
        else
            _waiting.AddLast(item);
    }

    /// <summary>What was sent without success is on disk before it is sent again, under the identity that it has.</summary>
    private void MoveToSpool(OutgoingBatch item, byte[] bytes)
    {
        lock (_gate)
        {
            if (item.File is not null || !CanSpool)
                return;
        }

        SpoolFile? file = TryWrite(bytes, item.Identity, item.Ticket);
        if (file is null)
            return;
        lock (_gate)
        {
            if (_inFlight.Contains(item))
            {
                _backlogSizeBytes -= item.SizeBytes;
                item.MoveTo(file);
                return;
            }
        }

        TryRemove(file);
    }

    /// <summary>Writes what is left in memory at the end.</summary>
    private bool TryKeep(OutgoingBatch item) => _spool is not null && TryWrite(item) is not null;

    private SpoolFile? TryWrite(OutgoingBatch item)
    {
        try
        {
            if (item.Identity == default)
                item.Identity = _spool!.TakeIdentity();
            byte[] bytes = item.Content!.Encode(item.Identity);
            item.IsTooLargeToSpool = !_spool!.CanHold(bytes.Length);
            return item.IsTooLargeToSpool ? null : TryWrite(bytes, item.Identity, item.Ticket);
        }
        catch (Exception)
        {
            // It cannot be encoded; its sender will say so.
            _instruments.CountError("delivery");
            return null;
        }
    }

    private SpoolFile? TryWrite(byte[] bytes, BatchIdentity identity, long? ticket)
    {
        try
        {
            MakeRoom(bytes.Length);
            return _spool!.TryWrite(bytes, identity, ticket);
        }
        catch (Exception exception)
        {
            NoteSpoolError(exception);
            return null;
        }
    }

    /// <summary>Drops the oldest files that nobody is sending.</summary>
    private void MakeRoom(long sizeBytes)
    {
        while (_spool!.TryClaimSurplus(sizeBytes) is { } surplus)
            Drop(new OutgoingBatch(surplus), DropCause.SpoolFull);
    }

    /// <summary>
    /// The bytes to send. Null where there are none now: the file cannot be read yet, or <see cref="OutgoingBatch.IsDamaged"/> says that it never
    /// will be.
    /// </summary>
    private byte[]? Load(OutgoingBatch item, int attempt)
    {
        // Encoding again is cheaper than keeping every batch under way twice while no silo answers.
        if (item.File is not { } file)
            return item.Content!.Encode(item.Identity);
        try
        {
            byte[]? bytes = BatchSpool.TryRead(file);
            if (bytes is null)
                NoteDamage(item);
            return bytes;
        }
        catch (Exception exception)
        {
            NoteSpoolError(exception);
            if (attempt >= ReadsMax)
                NoteDamage(item);
            return null;
        }
    }

    /// <summary>What is in the batch; null if its file does not tell any more.</summary>
    private PreparedBatch? ContentOf(OutgoingBatch item)
    {
        if (item.Content is { } content)
            return content;
        byte[]? bytes = Load(item, ReadsMax);
        return bytes is null ? null : SpooledBatch.Read(bytes);
    }

    /// <summary>Whether it has no file any more.</summary>
    private bool RemoveFile(OutgoingBatch item) => item.File is not { } file || TryRemove(file);

    private bool TryRemove(SpoolFile file)
    {
        try
        {
            _spool!.Remove(file);
            return true;
        }
        catch (Exception exception)
        {
            // It is sent after the next start. A silo recognises what it has; what was dropped, and is written off, it then counts.
            NoteSpoolError(exception);
            return false;
        }
    }

    private void NoteDamage(OutgoingBatch item)
    {
        item.IsDamaged = true;
        _instruments.CountDamagedFile();
        lock (_gate)
            _statistics = _statistics with { SpoolDamagedCount = _statistics.SpoolDamagedCount + 1 };
    }

    private void NoteSpoolError(Exception exception)
    {
        _instruments.CountSpoolError();
        lock (_gate)
            _statistics = _statistics with { SpoolErrorCount = _statistics.SpoolErrorCount + 1, LastProblem = exception.Message };
    }
}
