namespace Pipeline.Protocol.Wire;

/// <summary>What is wrong with bytes that claim to be a batch or a section.</summary>
public enum WireFault : byte
{
    None = 0,

    /// <summary>The bytes end before what they announce.</summary>
    Truncated,

    /// <summary>Bytes follow where nothing may follow.</summary>
    TrailingBytes,

    /// <summary>Not this format at all.</summary>
    BadMagic,

    /// <summary>A version or flag that this reader does not know.</summary>
    UnsupportedVersion,

    /// <summary>CRC32C differs: damaged on the way.</summary>
    BadChecksum,

    /// <summary>A count or size beyond <see cref="Events.EventLimits"/>.</summary>
    LimitExceeded,

    /// <summary>A name that is empty, too long, not UTF-8 or has control characters.</summary>
    BadName,

    /// <summary>A number outside its field's range, or a variable-length number that does not end.</summary>
    BadNumber,

    /// <summary>A position, dictionary index or order that contradicts the rest.</summary>
    BadStructure,

    /// <summary>An encoding this reader does not know in a column that it does know.</summary>
    UnknownEncoding,

    /// <summary>A column without which the rest means nothing.</summary>
    MissingColumn,

    /// <summary>The same endpoint twice in one batch.</summary>
    DuplicateEndpoint,
}
