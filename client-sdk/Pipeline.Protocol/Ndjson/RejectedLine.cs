using Pipeline.Protocol.Events;

namespace Pipeline.Protocol.Ndjson;

/// <summary>A line that was not taken.</summary>
/// <param name="Line">Counted from 1, blank lines included.</param>
/// <param name="Error">Which field, and what is wrong with it.</param>
public readonly record struct RejectedLine(int Line, EventError Error);
