namespace Pipeline.Client.Delivery.Http;

/// <summary>What an answer to <c>POST /v1/events</c>, or the lack of one, means (docs/http-api.md).</summary>
internal enum PostStatus
{
    /// <summary>Everything the silo took is durable.</summary>
    Durable,

    /// <summary>429: the silo works and asks for patience; another one of the same cluster would ask for the same.</summary>
    Overloaded,

    /// <summary>Nobody listens, no answer in time, 408 or 5xx: a server, or a proxy before it, starts, stops or stumbles.</summary>
    Unavailable,

    /// <summary>400, 409, 413, 415: the silo will never take these bytes.</summary>
    Refused,

    /// <summary>Any other answer: whoever gave it is no silo, so it says nothing about the batch.</summary>
    Misdirected,
}
