using System.Diagnostics.CodeAnalysis;
using Pipeline.Client.Batching;
using Pipeline.Client.Delivery.Spool;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;

namespace Pipeline.Client.Delivery;

/// <summary>Brings batches to a silo: each at most once counted, in the order in which they came, within bounded memory.</summary>
/// <remarks>
/// <para>
/// A batch waits until fewer than <see cref="DeliveryOptions.BatchesInFlightMax"/> are under way. It is given its identity, and is then repeated
/// byte for byte until a silo has it or refuses it. What does not fit into memory is dropped, the oldest first, and every drop is told to the
/// ledger. With a spool, what no silo takes waits on disk instead. See docs/client-delivery.md.
/// </para>
/// <para>Thread-safe. Owns the transport. Nothing here throws into the host program; what was not expected is counted as an error.</para>
/// </remarks>
internal sealed partial class BatchDelivery : IAsyncDisposable
{
    private readonly object _gate = new();
    private readonly DeliveryOptions _options;
    private readonly IBatchTransport _transport;
    private readonly IDropLedger _ledger;
    private readonly TimeProvider _clock;
    private readonly ClientInstruments _instruments;
    private readonly Backoff _backoff;
    private readonly long _started;

    // Everything below is guarded by the gate.
    private readonly LinkedList<OutgoingBatch> _waiting = [];
    private readonly List<OutgoingBatch> _inFlight = [];
    private readonly FlushWaiters _flushes = new();
    private readonly SourceNumbering _numbering;
    private long _backlogSizeBytes;
    private TimeSpan _holdUntil;
    private DeliveryStatistics _statistics;

    /// <param name="options">Already validated.</param>
    /// <param name="transport">Disposed with this.</param>
    /// <param name="ledger">Told of every drop, never from within the lock.</param>
    /// <param name="clock">Source starts, waits and deadlines.</param>
    /// <param name="instruments">Stay the caller's.</param>
    public BatchDelivery(
        DeliveryOptions options, IBatchTransport transport, IDropLedger ledger, TimeProvider clock, ClientInstruments instruments)
    {
        _options = options;
        _transport = transport;
        _ledger = ledger;
        _clock = clock;
        _instruments = instruments;
        _backoff = new Backoff(options.BackoffMin, options.BackoffMax);
        _numbering = new SourceNumbering(clock);
        _started = clock.GetTimestamp();
        if (options.SpoolDirectory is { } directory)
        {
            _spool = new BatchSpool(directory, options.SpoolSizeBytesMax, clock);
            StartWorker(OpenSpoolAsync);
        }

        instruments.Watch(GetStatistics);
    }

    /// <summary>What has been done and what waits.</summary>
    public DeliveryStatistics GetStatistics()
    {
        lock (_gate)
        {
            return _statistics with
            {
                BacklogBatchCount = _waiting.Count + (_spooling is null ? 0 : 1) + _inFlight.Count(static item => item.File is null),
                BacklogSizeBytes = _backlogSizeBytes,
                InFlightCount = _inFlight.Count,
                SpoolFileCount = _spool?.FileCount ?? 0,
                SpoolSizeBytes = _spool?.SizeBytes ?? 0,
            };
        }
    }

    /// <summary>Takes a batch. Never blocks and never throws; after the end of the delivery it is dropped and counted.</summary>
    public void Enqueue(PreparedBatch batch)
    {
        List<OutgoingBatch> dropped = [];
        lock (_gate)
        {
            OutgoingBatch item = new(batch, _flushes.Enter());
            if (_isClosed)
            {
                dropped.Add(item);
            }
            else
            {
                _waiting.AddLast(item);
                _backlogSizeBytes += batch.SizeBytes;
                StartSenders();
                TrimBacklog(dropped);
                StartSpooler();
            }
        }

        foreach (OutgoingBatch item in dropped)
            Drop(item, DropCause.BacklogFull);
    }

    /// <summary>Waits until everything that was enqueued before is delivered, or dropped and counted.</summary>
    /// <returns>
    /// Whether all of it is durable at a silo. False if some of it was dropped, or if the wait was cancelled or the delivery ended before that is
    /// known; nothing is lost by those two.
    /// </returns>
    public Task<bool> FlushAsync(CancellationToken cancellationToken) => FlushAsync(static () => { }, cancellationToken);

    /// <summary>Likewise, with what is handed over first: what is dropped within that is not delivered either.</summary>
    /// <param name="handOver">Enqueues what there is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<bool> FlushAsync(Action handOver, CancellationToken cancellationToken)
    {
        long lostBefore;
        lock (_gate)
            lostBefore = _flushes.LostCount;
        handOver();

        FlushWaiters.Waiter? waiter;
        bool isNothingLost;
        lock (_gate)
        {
            waiter = _flushes.Add();
            isNothingLost = _flushes.LostCount == lostBefore;
        }

        if (waiter is null)
            return isNothingLost;
        try
        {
            return await waiter.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false) && isNothingLost;
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
                _flushes.Remove(waiter);
            return false;
        }
    }

    /// <summary>
    /// Makes room by taking out the oldest of those that wait, which no silo has seen. One alone stays however large it is: otherwise it could
    /// never be sent.
    /// </summary>
    private void TrimBacklog(List<OutgoingBatch> dropped)
    {
        while (_backlogSizeBytes > _options.BacklogSizeBytesMax && _waiting.First is { } oldest && _waiting.Count + _inFlight.Count > 1)
        {
            _waiting.RemoveFirst();
            _backlogSizeBytes -= oldest.Value.SizeBytes;
            dropped.Add(oldest.Value);
        }
    }

    private void StartSenders()
    {
        while (IsReady && !_isStopped && _inFlight.Count < _options.BatchesInFlightMax && TryTakeNext(out OutgoingBatch? item))
        {
            _inFlight.Add(item);
            StartWorker(() => RunAsync(item));
        }
    }

    /// <summary>Begins work on a thread that may wait. The end of the delivery waits for it.</summary>
    private void StartWorker(Func<Task> work)
    {
        _workerCount++;

        // Whoever enqueued must not have its execution context, such as its current call, carried along.
        ThreadPool.UnsafeQueueUserWorkItem(
            static state => _ = state.Delivery.WorkAsync(state.Work), (Delivery: this, Work: work), preferLocal: false);
    }

    private async Task WorkAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception)
        {
            _instruments.CountError("delivery");
        }

        lock (_gate)
        {
            _workerCount--;
            if (_workerCount == 0 && _isStopped)
                _workersEnded.TrySetResult();
        }
    }

    /// <summary>What lies on disk is older than what waits in memory.</summary>
    private bool TryTakeNext([NotNullWhen(true)] out OutgoingBatch? item)
    {
        if (_spool?.TryClaimOldest(IsWithinWindow) is { } file)
        {
            item = new OutgoingBatch(file);
            return true;
        }

        item = null;
        if (_waiting.First is not { } oldest)
            return false;

        // What the disk did not take keeps the identity that it got for it.
        bool hasIdentity = oldest.Value.Identity != default;
        if (!IsWithinWindow(hasIdentity ? oldest.Value.Identity : _numbering.Peek()))
            return false;
        item = oldest.Value;
        if (!hasIdentity)
            item.Identity = _numbering.Take();
        _waiting.RemoveFirst();
        return true;
    }

    /// <summary>Whether the source's oldest batch under way is near enough for a silo to recognise its repeat.</summary>
    private bool IsWithinWindow(BatchIdentity identity)
    {
        foreach (OutgoingBatch other in _inFlight)
        {
            if (other.Identity.Source == identity.Source && identity.Sequence >= other.Identity.Sequence + SequenceWindow.Length)
                return false;
        }

        return true;
    }

    /// <summary>Tells the ledger, then whoever flushes. The item is in no list any more.</summary>
    private void Drop(OutgoingBatch item, DropCause cause)
    {
        _instruments.CountDroppedBatch(cause);

        // The counts are taken back only once the file is surely gone: one that is left behind is sent after the next start.
        PreparedBatch? content = ContentOf(item);
        bool isGone = RemoveFile(item);
        if (content is not null)
            Tell(content, cause, maySiloHaveIt: item.WasAttempted || !isGone);
        lock (_gate)
        {
            _statistics = _statistics with
            {
                DroppedCount = _statistics.DroppedCount + 1,
                RefusedCount = _statistics.RefusedCount + (cause == DropCause.Refused ? 1 : 0),
            };
        }

        Settle(item, isDelivered: false);
    }

    private void Tell(PreparedBatch content, DropCause cause, bool maySiloHaveIt)
    {
        // Once this is closed no later batch can carry what is taken back.
        bool isClosed;
        lock (_gate)
            isClosed = _isClosed;
        try
        {
            if (maySiloHaveIt || isClosed)
                _ledger.WriteOff(content, cause);
            else
                _ledger.TakeBack(content, cause);
        }
        catch (Exception)
        {
            _instruments.CountError("drop_ledger");
        }
    }

    private void Settle(OutgoingBatch item, bool isDelivered)
    {
        if (item.Ticket is not { } ticket)
            return;
        lock (_gate)
            _flushes.Settle(ticket, isDelivered);
    }
}
