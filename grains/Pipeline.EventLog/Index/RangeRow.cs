namespace Pipeline.EventLog.Index;

/// <summary>One stream's row in one sealed range.</summary>
/// <param name="RangeId">Position of the range's first frame.</param>
/// <param name="StreamId">Number of the stream.</param>
/// <param name="First">Offset of the stream's first entry in the range.</param>
/// <param name="PreviousRangeId">The stream's range before this one; 0 when there is none. Readers walk back along these.</param>
internal readonly record struct RangeRow(long RangeId, long StreamId, Offset First, long PreviousRangeId);
