namespace Pipeline.Protocol.Identities;

/// <summary>What makes a batch recognisable when it is sent again.</summary>
/// <param name="Source">Who sends it.</param>
/// <param name="Sequence">Its number, increasing within the source; batches may arrive out of order.</param>
public readonly record struct BatchIdentity(SourceIdentity Source, ulong Sequence);
