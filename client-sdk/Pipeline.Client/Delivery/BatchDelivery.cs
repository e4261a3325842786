using Pipeline.Client.Batching;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;

namespace Pipeline.Client.Delivery;

/// <summary>Brings batches to a silo: each at most once counted, in the order in which they came, within bounded memory.</summary>
/// <remarks>
/// <para>
/// A batch waits until fewer than <see cref="DeliveryOptions.BatchesInFlightMax"/> are under way. It is given its identity, and is then repeated
/// byte for byte until a silo has it or refuses it. What does not fit into memory is dropped, the oldest first, and every drop is told to the
/// ledger. See docs/client-delivery.md.
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
        instruments.Watch(GetStatistics);
    }

    /// <summary>What has been done and what waits.</summary>
    public DeliveryStatistics GetStatistics()
    {
        lock (_gate)
        {
            return _statistics with
            {
                BacklogBatchCount = _waiting.Count + _inFlight.Count,
                BacklogSizeBytes = _backlogSizeBytes,
                InFlightCount = _inFlight.Count,
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
                TrimBacklog(dropped);
                StartSenders();
            }
        }

        foreach (OutgoingBatch item in dropped)
            Drop(item, DropCause.BacklogFull);
    }

    /// <summary>Waits until everything that was enqueued before is delivered, or dropped and counted.</summary>
    /// <returns>False if it was cancelled before; nothing is lost by that.</returns>
    public async Task<bool> FlushAsync(CancellationToken cancellationToken)
    {
        FlushWaiters.Waiter? waiter;
        lock (_gate)
            waiter = _flushes.Add();
        if (waiter is null)
            return true;
        try
        {
            await waiter.Done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
                _flushes.Remove(waiter);
            return false;
        }
    }

    /// <summary>Makes room by taking out the oldest of those that wait, which no silo has seen.</summary>
    private void TrimBacklog(List<OutgoingBatch> dropped)
    {
        while (_backlogSizeBytes > _options.BacklogSizeBytesMax && _waiting.First is { } oldest)
        {
            _waiting.RemoveFirst();
            _backlogSizeBytes -= oldest.Value.Content.SizeBytes;
            dropped.Add(oldest.Value);
        }
    }

    private void StartSenders()
    {
        while (!_isStopped && _inFlight.Count < _options.BatchesInFlightMax && TryTakeNext(out OutgoingBatch? item))
        {
            _inFlight.Add(item);
            _senderCount++;

            // Whoever enqueued must not have its execution context, such as its current call, carried along.
            ThreadPool.UnsafeQueueUserWorkItem(static state => _ = state.Delivery.RunAsync(state.Item), (Delivery: this, Item: item), preferLocal: false);
        }
    }

    private bool TryTakeNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OutgoingBatch? item)
    {
        item = null;
        if (_waiting.First is not { } oldest || !IsWithinWindow(_numbering.Peek()))
            return false;
        item = oldest.Value;
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
        try
        {
            // A refusal may follow an attempt that some sections of the batch survived.
            if (item.WasAttempted)
                _ledger.WriteOff(item.Content, cause);
            else
                _ledger.TakeBack(item.Content, cause);
        }
        catch (Exception)
        {
            _instruments.CountError("drop_ledger");
        }

        lock (_gate)
        {
            _statistics = _statistics with
            {
                DroppedCount = _statistics.DroppedCount + 1,
                RefusedCount = _statistics.RefusedCount + (cause == DropCause.Refused ? 1 : 0),
            };
            _flushes.Settle(item.Ticket);
        }
    }
}
