namespace Pipeline.Grains.Webhooks;

/// <summary>What became of an attempt to send.</summary>
/// <param name="Status">What the target answered, an HTTP status; null if it did not answer.</param>
/// <param name="Error">For people: why it was not taken; null if it was.</param>
/// <param name="RetryAfter">How long the target asks to be left alone; null if it does not.</param>
/// <param name="IsRefusedHere">Whether it was not sent at all, since the address is none that may be sent to.</param>
public sealed record WebhookAttempt(int? Status, string? Error, TimeSpan? RetryAfter, bool IsRefusedHere)
{
    /// <summary>Whether the target has taken it: only 2xx says so.</summary>
    public bool IsTaken => Status is >= 200 and <= 299;
}
