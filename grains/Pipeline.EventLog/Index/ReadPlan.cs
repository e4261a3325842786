namespace Pipeline.EventLog.Index;

/// <summary>What a reader must visit to read a stream, fixed when its enumeration starts.</summary>
/// <param name="First">Oldest entry kept.</param>
/// <param name="Head">Where reading ends.</param>
/// <param name="LastRangeId">The stream's newest sealed range; 0 when there is none. Only of use when the tail begins after the wanted
/// offset.</param>
/// <param name="TailFirst">Offset at which the tail begins; the head when it is empty.</param>
/// <param name="Tail">The runs after the last sealed range that reach the wanted offset.</param>
internal sealed record ReadPlan(Offset First, Offset Head, long LastRangeId, Offset TailFirst, StreamRun[] Tail);
