using Pipeline.Protocol.Events;

namespace Pipeline.Client.Delivery;

/// <summary>How it ends: no more batches, a bounded wait for those there are, and an account of what is left.</summary>
internal sealed partial class BatchDelivery
{
    /// <summary>How long a transport may take to notice that an attempt was given up.</summary>
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _workersEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _workerCount;
    private bool _isClosed;
    private bool _isStopped;
    private Task? _ending;

    /// <summary>
    /// After the end: done once no thread is busy here any more. That is before the end, unless a transport or a disk does not let go in time.
    /// </summary>
    internal Task Released { get; private set; } = Task.CompletedTask;

    /// <summary>
    /// Waits for what is on its way, at most <see cref="DeliveryOptions.ShutdownDeadline"/>. What is left goes into the spool, or is dropped and counted.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            return new ValueTask(_ending ??= Task.Run(EndAsync));
        }
    }

    private async Task EndAsync()
    {
        using (CancellationTokenSource deadline = new(_options.ShutdownDeadline, _clock))
            await FlushAsync(deadline.Token).ConfigureAwait(false);
        await StopWorkersAsync().ConfigureAwait(false);
        KeepOrDropWhatIsLeft();
        Released = ReleaseSpoolAsync();
        await DisposeTransportAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task StopWorkersAsync()
    {
        lock (_gate)
        {
            _isStopped = true;
            if (_workerCount == 0)
                _workersEnded.TrySetResult();
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _workersEnded.Task.WaitAsync(CancellationGrace, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A transport or a disk does not let go. Its batches are taken from it, and whatever it says later is not listened to.
            _instruments.CountError("shutdown");
        }
    }

    /// <summary>What lies on disk stays there; the rest joins it, if there is a spool that takes it.</summary>
    private void KeepOrDropWhatIsLeft()
    {
        foreach (OutgoingBatch item in TakeAll())
        {
            if (item.File is null && !TryKeep(item))
                Drop(item, DropCause.BacklogFull);
        }

        lock (_gate)
            _flushes.Abandon();
    }

    /// <summary>Lets other processes have the files, once nobody here touches them any more.</summary>
    private async Task ReleaseSpoolAsync()
    {
        await _workersEnded.Task.ConfigureAwait(false);
        try
        {
            _spool?.Dispose();
        }
        catch (Exception exception)
        {
            NoteSpoolError(exception);
        }
    }

    /// <summary>Those under way first: they are older.</summary>
    private List<OutgoingBatch> TakeAll()
    {
        lock (_gate)
        {
            List<OutgoingBatch> left = [.. _inFlight];
            if (_spooling is not null)
                left.Add(_spooling);
            left.AddRange(_waiting);
            _spooling = null;
            _inFlight.Clear();
            _waiting.Clear();
            _backlogSizeBytes = 0;
            return left;
        }
    }

    private async Task DisposeTransportAsync()
    {
        try
        {
            await _transport.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            _instruments.CountError("transport");
        }
    }
}
