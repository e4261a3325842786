namespace Pipeline.Protocol.Ndjson;

/// <summary>What a JSON value begins as.</summary>
internal enum JsonToken : byte
{
    /// <summary>Nothing that JSON knows, or the end of the line.</summary>
    None = 0,
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}
