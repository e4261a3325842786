namespace Pipeline.Protocol.Ndjson;

/// <summary>What a line turned out to be.</summary>
public enum NdjsonLineKind : byte
{
    /// <summary>Refused; the error says why.</summary>
    Invalid = 0,
    Event,
    Tally,

    /// <summary>What a client dropped: <see cref="NdjsonParser.Drop"/>.</summary>
    Drop,
}
