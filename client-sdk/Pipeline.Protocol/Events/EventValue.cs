namespace Pipeline.Protocol.Events;

/// <summary>A named business figure of an event.</summary>
/// <param name="Name">1 to 256 UTF-8 bytes without control characters.</param>
/// <param name="Kind">Whether the amounts are added up or sketched.</param>
/// <param name="AmountMicro">Millionths of the unit; at least 0 for a distribution.</param>
public readonly record struct EventValue(string Name, ValueKind Kind, long AmountMicro);
