using Pipeline.Client.Batching;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Delivery;

/// <summary>How it ends: no more batches, a bounded wait for those there are, and an account of what is left.</summary>
internal sealed partial class BatchDelivery
{
    /// <summary>How long a transport may take to notice that an attempt was given up.</summary>
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _sendersEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _senderCount;
    private bool _isClosed;
    private bool _isStopped;
    private Task? _ending;

    /// <summary>Waits for what is on its way, at most <see cref="DeliveryOptions.ShutdownDeadline"/>; what is left is dropped and counted.</summary>
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
        await StopSendersAsync().ConfigureAwait(false);
        foreach (OutgoingBatch item in TakeAll())
            Drop(item, DropCause.BacklogFull);
        await DisposeTransportAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task StopSendersAsync()
    {
        lock (_gate)
        {
            _isStopped = true;
            if (_senderCount == 0)
                _sendersEnded.TrySetResult();
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _sendersEnded.Task.WaitAsync(CancellationGrace, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A transport does not let go. Its batches are taken from it below, and whatever it says later is not listened to.
            _instruments.CountError("transport");
        }
    }

    /// <summary>Those under way first: they are older.</summary>
    private List<OutgoingBatch> TakeAll()
    {
        lock (_gate)
        {
            List<OutgoingBatch> left = [.. _inFlight, .. _waiting];
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
