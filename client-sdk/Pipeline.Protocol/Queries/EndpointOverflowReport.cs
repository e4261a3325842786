namespace Pipeline.Protocol.Queries;

/// <summary>Endpoint names that found no place; their events are counted in the endpoint <c>__other__</c>.</summary>
/// <param name="Events">Events of <c>__other__</c> since it began.</param>
/// <param name="NamesRemembered">Names known to overflow.</param>
/// <param name="Names">The busiest of them.</param>
/// <param name="Unremembered">Times that a name overflowed and could not be remembered.</param>
/// <param name="UnrememberedSince">When that happened first, Unix ms; null if never.</param>
/// <param name="UnrememberedLast">When that happened last, Unix ms, to an hour; null if never.</param>
public sealed record EndpointOverflowReport(
    long Events,
    int NamesRemembered,
    IReadOnlyList<OverflowNameReport> Names,
    long Unremembered,
    long? UnrememberedSince,
    long? UnrememberedLast);
