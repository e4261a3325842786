namespace Pipeline.Shop.Keys;

/// <summary>What a key says: fingerprints of what was serialized before.</summary>
/// <param name="What">Which answer.</param>
/// <param name="Owner">For whom.</param>
/// <param name="Subject">About what.</param>
internal sealed record KeyParts(string What, string Owner, string Subject);
