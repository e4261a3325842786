namespace Pipeline.Alerting.Webhooks;

/// <summary>An attempt to send a message that is over, and what the target made of it.</summary>
/// <param name="Started">When it began, Unix ms.</param>
/// <param name="Ended">When it was over, Unix ms.</param>
/// <param name="IsDelayed">Whether the message was marked as delayed.</param>
/// <param name="Version">Of the webhook when it was sent.</param>
/// <param name="Status">What the target answered; null if it did not.</param>
/// <param name="Error">For people: why it was not taken, if it was not.</param>
/// <param name="RetryAfter">How long the target asks to be left alone; null if it does not.</param>
/// <param name="IsRefusedHere">Whether it was not sent at all, since the address is none that may be sent to.</param>
public sealed record OutboxAttempt(
    long Started, long Ended, bool IsDelayed, long Version, int? Status, string? Error, TimeSpan? RetryAfter, bool IsRefusedHere)
{
    /// <summary>The entry that says what it means for its message, and when that is sent again.</summary>
    /// <param name="message">The message as it is known when the attempt is over.</param>
    /// <param name="random">0 to 1, as for <see cref="RetrySchedule.DelayAfter"/>.</param>
    public OutboxEntry.Attempted Judge(OutboxMessage message, double random)
    {
        ArgumentNullException.ThrowIfNull(message);
        bool isRejection = RetrySchedule.IsRejection(Status, IsRefusedHere);
        AttemptOutcome outcome = RetrySchedule.Judge(Status, IsRefusedHere, message.Attempts + 1, message.Rejections + (isRejection ? 1 : 0));
        bool isFailed = outcome != AttemptOutcome.Delivered;
        TimeSpan delay = RetrySchedule.DelayAfter(message.Attempts + 1, random, RetryAfter);
        return new OutboxEntry.Attempted(
            Ended,
            message.Id,
            Started,
            outcome,
            Status,
            isFailed ? Error : null,
            isRejection,
            outcome == AttemptOutcome.Failed ? Ended + (long)delay.TotalMilliseconds : null,
            isFailed && RetryAfter is not null ? Ended + (long)RetrySchedule.HoldFor(RetryAfter).TotalMilliseconds : null,
            IsDelayed,
            Version);
    }
}
