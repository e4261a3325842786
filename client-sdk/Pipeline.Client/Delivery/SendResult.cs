namespace Pipeline.Client.Delivery;

/// <summary>The result of one attempt to deliver a batch.</summary>
/// <param name="Status">Delivered, to be repeated, or refused for good.</param>
/// <param name="RetryAfter">How long the silo asks to wait; null if it does not say.</param>
/// <param name="RejectedCount">Events and tallies of a delivered batch that the silo did not take.</param>
/// <param name="Problem">What went wrong, for people; null if nothing did.</param>
public readonly record struct SendResult(SendStatus Status, TimeSpan? RetryAfter = null, long RejectedCount = 0, string? Problem = null);
