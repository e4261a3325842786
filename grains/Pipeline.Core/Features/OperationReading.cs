using Pipeline.Protocol.Events;

namespace Pipeline.Core.Features;

/// <summary>What the events of a window did of an operation.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="CallsPerEvent">Mean calls per event.</param>
/// <param name="MsPerCall">Time per call of it, ms: self time where known; NaN if never measured.</param>
/// <param name="Errors">Failed calls; NaN if never observed.</param>
/// <param name="SampleSize">Independent events behind <paramref name="CallsPerEvent"/>.</param>
/// <param name="Octaves">Share of the events by octave of calls, as <see cref="Windows.CallHistogram"/>.</param>
public sealed record OperationReading(
    string Name, OperationKind Kind, double CallsPerEvent, double MsPerCall, double Errors, double SampleSize, IReadOnlyList<double> Octaves);
