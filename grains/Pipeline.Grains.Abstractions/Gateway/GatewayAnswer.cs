namespace Pipeline.Grains.Abstractions.Gateway;

/// <summary>The answer to a batch: the same as of <c>POST /v1/events</c>, in short.</summary>
/// <param name="Status">Done, to be repeated, or refused.</param>
/// <param name="Accepted">Events counted because of this call.</param>
/// <param name="Duplicate">Events that were durable before.</param>
/// <param name="RejectedCount">Events and tallies not counted.</param>
/// <param name="RetryAfter">How long to wait before a repeat; null unless it is one to repeat.</param>
/// <param name="Problem">What is wrong, for people, with the code that HTTP would name; null if nothing is.</param>
[GenerateSerializer, Immutable, Alias("pipeline.gateway-answer.v1")]
public sealed record GatewayAnswer(
    [property: Id(0)] GatewayStatus Status,
    [property: Id(1)] long Accepted = 0,
    [property: Id(2)] long Duplicate = 0,
    [property: Id(3)] long RejectedCount = 0,
    [property: Id(4)] TimeSpan? RetryAfter = null,
    [property: Id(5)] string? Problem = null);
