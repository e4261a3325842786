namespace Pipeline.Protocol.Identities;

/// <summary>A source and when it started.</summary>
/// <param name="Id">Who sends.</param>
/// <param name="StartUnixMs">When the source started numbering its batches, Unix ms. A receiver that has forgotten old sources refuses by it.</param>
public readonly record struct SourceIdentity(SourceId Id, long StartUnixMs);
