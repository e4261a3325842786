namespace Pipeline.Silo.Ingest;

/// <summary>The body of a 200: everything counted here is durable.</summary>
/// <param name="Accepted">Events counted by this request.</param>
/// <param name="AcceptedTallies">Tallies counted by this request.</param>
/// <param name="AcceptedDrops">What clients say they dropped, noted by this request.</param>
/// <param name="Duplicate">Events of sections that were durable before; not counted again.</param>
/// <param name="Overflow">Of the accepted events, those whose endpoint has no place and were counted in <c>__other__</c>.</param>
/// <param name="RejectedCount">Events, tallies, drops and lines not counted; all of them, though <paramref name="Rejected"/> lists only the first.</param>
/// <param name="Rejected">The first <see cref="RejectedListMax"/> rejections.</param>
/// <param name="Deduplication"><c>source</c> when a repeat of this request would be recognised, <c>none</c> when it would be counted again.</param>
internal sealed record IngestAnswer(
    long Accepted,
    long AcceptedTallies,
    long AcceptedDrops,
    long Duplicate,
    long Overflow,
    long RejectedCount,
    IReadOnlyList<Rejection> Rejected,
    string Deduplication)
{
    /// <summary>An answer stays small however much of a request is wrong.</summary>
    public const int RejectedListMax = 100;
}
