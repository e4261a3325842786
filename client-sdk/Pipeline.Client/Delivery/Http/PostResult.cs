namespace Pipeline.Client.Delivery.Http;

/// <summary>What became of one request.</summary>
/// <param name="Status">What it means.</param>
/// <param name="Answer">What the silo counted; null unless the batch is durable.</param>
/// <param name="Problem">What went wrong, for people; empty if nothing did.</param>
/// <param name="RetryAfter">How long the silo asks to wait; not negative.</param>
internal readonly record struct PostResult(PostStatus Status, BatchAnswer? Answer, string Problem, TimeSpan? RetryAfter = null);
