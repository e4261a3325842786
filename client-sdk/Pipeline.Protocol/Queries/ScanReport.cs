namespace Pipeline.Protocol.Queries;

/// <summary>What was read of the event log for an answer.</summary>
/// <param name="Entries">Entries read; one holds what a source sent at once.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record ScanReport(long Entries, long Bytes);
