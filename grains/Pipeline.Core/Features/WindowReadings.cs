using Pipeline.Protocol.Events;

namespace Pipeline.Core.Features;

/// <summary>Everything that detection wants to know of a segment's window.</summary>
/// <param name="Calls">Calls, tallied or estimated.</param>
/// <param name="Errors">Calls that failed.</param>
/// <param name="SampleSize">Independent events behind the means.</param>
/// <param name="MeanMs">Mean duration, ms; NaN if no event reports one.</param>
/// <param name="CacheLookups">Cache hits and misses per event; 0 if none is reported.</param>
/// <param name="Features">Of the calls themselves; those of operations follow from <paramref name="Operations"/>.</param>
/// <param name="Operations">What they did, by name and kind.</param>
/// <param name="TraceIds">Traces of the slowest events, slowest first.</param>
public sealed record WindowReadings(
    double Calls,
    double Errors,
    double SampleSize,
    double MeanMs,
    double CacheLookups,
    IReadOnlyList<FeatureReading> Features,
    IReadOnlyList<OperationReading> Operations,
    IReadOnlyList<TraceId> TraceIds);
