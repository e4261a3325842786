using Pipeline.Protocol.Queries;

namespace Pipeline.Core.Catalog;

/// <summary>What the catalog has heard of an endpoint.</summary>
/// <param name="Summary">Its last five minutes.</param>
/// <param name="Head">Offset of its next entry when it said so: while its stream's head is the same, nothing has come since.</param>
/// <param name="LastArrivalUnixMs">Arrival of its last section, Unix ms; never earlier than the truth.</param>
/// <param name="Events">Events accepted since it began.</param>
/// <param name="Overflow">What overflowed inside it since it began.</param>
/// <param name="Anomalies">Its anomalies; null if it knows of none.</param>
public sealed record KnownEndpoint(
    EndpointSummaryReport Summary, long Head, long LastArrivalUnixMs, long Events, OverflowReport Overflow, AnomalyStanding? Anomalies = null);
