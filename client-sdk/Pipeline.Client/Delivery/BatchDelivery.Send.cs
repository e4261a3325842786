using Pipeline.Protocol.Events;

namespace Pipeline.Client.Delivery;

/// <summary>What a sender does with the one batch it has.</summary>
internal sealed partial class BatchDelivery
{
    private readonly CancellationTokenSource _stop = new();

    // Guarded by the gate.
    private int _failuresInARow;
    private TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(OutgoingBatch item)
    {
        try
        {
            DropCause? cause = await SendUntilSettledAsync(item).ConfigureAwait(false);
            if (Leave(item))
                Conclude(item, cause);
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // It stays among those under way; whoever stops the delivery decides what becomes of it.
        }
        catch (Exception)
        {
            // What cannot be encoded would fail again as part of a later batch, so it is not taken back.
            _instruments.CountError("delivery");
            item.WasAttempted = true;
            if (Leave(item))
                Drop(item, DropCause.Invalid);
        }
    }

    /// <summary>Repeats the batch until it is durable or its file turns out to be damaged (null), or there is no use in repeating it.</summary>
    /// <exception cref="OperationCanceledException">The delivery stops.</exception>
    /// <exception cref="InvalidOperationException">The batch cannot be encoded.</exception>
    private async Task<DropCause?> SendUntilSettledAsync(OutgoingBatch item)
    {
        for (int failureCount = 1; ; failureCount++)
        {
            await WaitForHoldAsync().ConfigureAwait(false);
            if (SourceNumbering.IsExpired(item.Identity, _clock.GetUtcNow()))
                return DropCause.Expired;

            TimeSpan? retryAfter = null;
            if (Load(item, failureCount) is { } bytes)
            {
                SendResult result = await AttemptAsync(item, bytes).ConfigureAwait(false);
                if (result.Status != SendStatus.Retry)
                    return result.Status == SendStatus.Refused ? DropCause.Refused : null;
                retryAfter = result.RetryAfter;
                MoveToSpool(item, bytes);
            }

            if (item.IsDamaged)
                return null;
            await WaitAfterFailureAsync(_backoff.WaitAfter(failureCount, retryAfter)).ConfigureAwait(false);
        }
    }

    private async Task<SendResult> AttemptAsync(OutgoingBatch item, byte[] bytes)
    {
        item.WasAttempted = true;
        long started = _clock.GetTimestamp();
        SendResult result;
        try
        {
            result = await _transport.SendAsync(bytes, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!_stop.IsCancellationRequested)
        {
            // A transport of somebody else's may throw; the batch is no worse for it.
            _instruments.CountError("transport");
            result = new SendResult(SendStatus.Retry, Problem: exception.Message);
        }

        _instruments.CountAttempt(result.Status, _clock.GetElapsedTime(started), bytes.Length);
        _instruments.CountRejected(result.RejectedCount);
        lock (_gate)
        {
            Note(result);
            StartSpooler();
        }

        return result;
    }

    private void Note(in SendResult result)
    {
        bool isFailure = result.Status == SendStatus.Retry;
        _statistics = _statistics with
        {
            DeliveredCount = _statistics.DeliveredCount + (result.Status == SendStatus.Delivered ? 1 : 0),
            RetryCount = _statistics.RetryCount + (isFailure ? 1 : 0),
            RejectedCount = _statistics.RejectedCount + result.RejectedCount,
            LastProblem = result.Problem ?? _statistics.LastProblem,
        };
        if (isFailure && result.RetryAfter is { } asked)
        {
            TimeSpan until = Now() + (asked < Backoff.RetryAfterMax ? asked : Backoff.RetryAfterMax);
            _holdUntil = until > _holdUntil ? until : _holdUntil;
        }

        // After an outage, those that have waited long need not wait to the end. One batch that always fails is no outage.
        if (!isFailure && _failuresInARow > _options.BatchesInFlightMax)
        {
            _recovered.TrySetResult();
            _recovered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _failuresInARow = isFailure ? _failuresInARow + 1 : 0;
    }

    private async Task WaitAfterFailureAsync(TimeSpan wait)
    {
        Task recovered;
        lock (_gate)
            recovered = _recovered.Task;
        try
        {
            await recovered.WaitAsync(wait, _clock, _stop.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The usual end.
        }
    }

    /// <summary>What one batch was asked to wait for, the others wait for too.</summary>
    private async Task WaitForHoldAsync()
    {
        while (true)
        {
            TimeSpan left;
            lock (_gate)
                left = _holdUntil - Now();
            if (left <= TimeSpan.Zero)
                return;
            await Task.Delay(left, _clock, _stop.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the item out of those under way; false if somebody else has, and decides about it.</summary>
    private bool Leave(OutgoingBatch item)
    {
        lock (_gate)
        {
            if (!_inFlight.Remove(item))
                return false;
            _backlogSizeBytes -= item.SizeBytes;
            StartSenders();
            return true;
        }
    }

    private void Conclude(OutgoingBatch item, DropCause? cause)
    {
        if (cause is { } reason)
        {
            Drop(item, reason);
            return;
        }

        RemoveFile(item);
        Settle(item, isDelivered: !item.IsDamaged);
    }

    private TimeSpan Now() => _clock.GetElapsedTime(_started);
}
