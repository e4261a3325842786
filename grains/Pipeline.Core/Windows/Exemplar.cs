using Pipeline.Protocol.Events;

namespace Pipeline.Core.Windows;

/// <summary>One of the slowest events of a cell: where to look first.</summary>
/// <param name="DurationNs">How long it took, ns.</param>
/// <param name="TimeUnixMs">When it ended, Unix ms.</param>
/// <param name="TraceId">Its trace; the default value means none was sent.</param>
/// <param name="SpanId">Its span; the default value means none was sent.</param>
public readonly record struct Exemplar(long DurationNs, long TimeUnixMs, TraceId TraceId, SpanId SpanId)
{
    /// <summary>
    /// Whether this one is kept before the other: slower first, then a total order over all fields, so that merging has one result.
    /// </summary>
    internal bool Precedes(in Exemplar other)
    {
        if (DurationNs != other.DurationNs)
            return DurationNs > other.DurationNs;
        if (TimeUnixMs != other.TimeUnixMs)
            return TimeUnixMs < other.TimeUnixMs;
        if (TraceId.High != other.TraceId.High)
            return TraceId.High > other.TraceId.High;
        if (TraceId.Low != other.TraceId.Low)
            return TraceId.Low > other.TraceId.Low;
        return SpanId.Value > other.SpanId.Value;
    }
}
