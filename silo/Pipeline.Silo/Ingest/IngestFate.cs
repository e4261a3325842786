namespace Pipeline.Silo.Ingest;

/// <summary>The kinds of answers to a request, worse ones later: the worst section decides for the whole request.</summary>
internal enum IngestFate
{
    /// <summary>Every section is durable or finally rejected: 200.</summary>
    Done,

    /// <summary>A section's identity is too old to judge: 409, final.</summary>
    Expired,

    /// <summary>A queue is full: 429, repeat the request as it was.</summary>
    Overloaded,

    /// <summary>A commit failed or an endpoint is not reachable: 503, repeat the request as it was.</summary>
    Unavailable,
}
