using Pipeline.Client.Batching;
using Pipeline.Protocol.Events;

namespace Pipeline.Client.Delivery;

/// <summary>What a sender does with the one batch it has.</summary>
internal sealed partial class BatchDelivery
{
    private readonly CancellationTokenSource _stop = new();

    private async Task RunAsync(OutgoingBatch item)
    {
        try
        {
            DropCause? cause = await SendUntilSettledAsync(item).ConfigureAwait(false);
            if (!Leave(item))
                return;
            if (cause is { } reason)
                Drop(item, reason);
            else
                Settle(item);
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
        finally
        {
            EndSender();
        }
    }

    /// <summary>Repeats the batch until it is durable (null), or there is no use in repeating it.</summary>
    /// <exception cref="OperationCanceledException">The delivery stops.</exception>
    /// <exception cref="InvalidOperationException">The batch cannot be encoded.</exception>
    private async Task<DropCause?> SendUntilSettledAsync(OutgoingBatch item)
    {
        for (int failureCount = 1; ; failureCount++)
        {
            await WaitForHoldAsync().ConfigureAwait(false);
            if (SourceNumbering.IsExpired(item.Identity, _clock.GetUtcNow()))
                return DropCause.Expired;

            // Encoding again is cheaper than keeping every batch under way twice while no silo answers.
            byte[] bytes = item.Content.Encode(item.Identity);
            SendResult result = await AttemptAsync(item, bytes).ConfigureAwait(false);
            if (result.Status != SendStatus.Retry)
                return result.Status == SendStatus.Refused ? DropCause.Refused : null;
            await Task.Delay(_backoff.WaitAfter(failureCount, result.RetryAfter), _clock, _stop.Token).ConfigureAwait(false);
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
        Note(result);
        return result;
    }

    private void Note(in SendResult result)
    {
        lock (_gate)
        {
            _statistics = _statistics with
            {
                DeliveredCount = _statistics.DeliveredCount + (result.Status == SendStatus.Delivered ? 1 : 0),
                RetryCount = _statistics.RetryCount + (result.Status == SendStatus.Retry ? 1 : 0),
                RejectedCount = _statistics.RejectedCount + result.RejectedCount,
                LastProblem = result.Problem ?? _statistics.LastProblem,
            };
            if (result.Status == SendStatus.Retry && result.RetryAfter is { } asked)
            {
                TimeSpan until = Now() + (asked < Backoff.RetryAfterMax ? asked : Backoff.RetryAfterMax);
                _holdUntil = until > _holdUntil ? until : _holdUntil;
            }
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
            _backlogSizeBytes -= item.Content.SizeBytes;
            StartSenders();
            return true;
        }
    }

    private void Settle(OutgoingBatch item)
    {
        lock (_gate)
            _flushes.Settle(item.Ticket);
    }

    private void EndSender()
    {
        lock (_gate)
        {
            _senderCount--;
            if (_senderCount == 0 && _isStopped)
                _sendersEnded.TrySetResult();
        }
    }

    private TimeSpan Now() => _clock.GetElapsedTime(_started);
}
