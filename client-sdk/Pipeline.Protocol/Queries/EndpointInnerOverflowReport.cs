namespace Pipeline.Protocol.Queries;

/// <summary>What overflowed inside one endpoint since it began.</summary>
public sealed record EndpointInnerOverflowReport(string Endpoint, long Segments, long Operations, long Values);
