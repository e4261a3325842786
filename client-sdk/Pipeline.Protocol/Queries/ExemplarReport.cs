namespace Pipeline.Protocol.Queries;

/// <summary>One slow event, to look at first.</summary>
/// <param name="DurationMs">How long it took, ms.</param>
/// <param name="Time">When it ended, Unix ms.</param>
/// <param name="TraceId">32 hexadecimal digits; null if none was sent.</param>
/// <param name="SpanId">16 hexadecimal digits; null if none was sent.</param>
public sealed record ExemplarReport(double DurationMs, long Time, string? TraceId, string? SpanId);
