using System.Text;

namespace Pipeline.EventLog;

/// <summary>Names a stream: one grain's part of the event log, such as <c>endpoint//recommend</c>.</summary>
/// <remarks>Compared ordinally. The log gives the text no meaning.</remarks>
/// <param name="Value">1 to <see cref="Utf8BytesMax"/> bytes in UTF-8; checked when an operation uses the name.</param>
public readonly record struct StreamName(string Value)
{
    /// <summary>Greatest length of a name, in UTF-8 bytes: an endpoint's name of 256 bytes with room for prefixes.</summary>
    public const int Utf8BytesMax = 1024;

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <exception cref="ArgumentException">The name is empty, unset, too long or not well-formed UTF-16.</exception>
    internal void Validate()
    {
        if (string.IsNullOrEmpty(Value))
            throw new ArgumentException("A stream's name must not be empty.");
        if (Value.Length > Utf8BytesMax || StrictUtf8.GetByteCount(Value) > Utf8BytesMax)
            throw new ArgumentException($"A stream's name must not exceed {Utf8BytesMax} UTF-8 bytes.");
    }

    // A lone surrogate would be stored as a replacement character and then name another stream.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
