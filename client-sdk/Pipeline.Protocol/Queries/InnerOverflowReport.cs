namespace Pipeline.Protocol.Queries;

/// <summary>What overflowed inside endpoints since they began, as far as they have reported.</summary>
/// <param name="Segments">Events and tallies whose segment was one too many.</param>
/// <param name="Operations">Operations of events that were too many.</param>
/// <param name="Values">Values of events that were too many.</param>
/// <param name="Endpoints">Where most of it happened; at most twenty.</param>
public sealed record InnerOverflowReport(long Segments, long Operations, long Values, IReadOnlyList<EndpointInnerOverflowReport> Endpoints);
