namespace Pipeline.EventLog;

/// <summary>One entry as read back.</summary>
/// <param name="Offset">Its place in the stream.</param>
/// <param name="Bytes">Header and body, joined. Valid until the enumeration moves on; copy what must live longer.</param>
public readonly record struct LogEntry(Offset Offset, ReadOnlyMemory<byte> Bytes);
