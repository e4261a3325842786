using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Abstractions.Catalog;

/// <summary>What an endpoint says of itself.</summary>
/// <param name="Summary">Its last five minutes.</param>
/// <param name="Head">Offset of its next entry.</param>
/// <param name="LastArrivalUnixMs">Arrival of its last section, Unix ms; null if none has come since it was brought back.</param>
/// <param name="Events">Events accepted since it began.</param>
/// <param name="OverflowSegments">Events and tallies counted in its segment <c>__other__</c> since it began.</param>
/// <param name="OverflowOperations">Operations counted as <c>__other__</c>.</param>
/// <param name="OverflowValues">Values counted as <c>__other__</c>.</param>
/// <param name="Anomalies">Its anomalies; null if it knows of none.</param>
[GenerateSerializer, Immutable, Alias("pipeline.endpoint-status.v1")]
public sealed record EndpointStatus(
    [property: Id(0)] EndpointSummaryReport Summary,
    [property: Id(1)] long Head,
    [property: Id(2)] long? LastArrivalUnixMs,
    [property: Id(3)] long Events,
    [property: Id(4)] long OverflowSegments,
    [property: Id(5)] long OverflowOperations,
    [property: Id(6)] long OverflowValues,
    [property: Id(7)] AnomalyStatus? Anomalies = null);
