using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Pipeline.Shop.Keys;

/// <summary>A buffer that JSON is written into, used again by its thread: the shop is to be slow by what it computes, not by collecting garbage.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as its thread, and the writer holds nothing but memory.")]
internal sealed class JsonBuffer
{
    private readonly ArrayBufferWriter<byte> _bytes = new(32 * 1_024);
    private readonly Utf8JsonWriter _writer;

    public JsonBuffer() => _writer = new Utf8JsonWriter(_bytes);

    /// <returns>The JSON, until the next is serialized.</returns>
    public ReadOnlySpan<byte> Serialize<T>(T value)
    {
        _bytes.ResetWrittenCount();
        _writer.Reset();
        JsonSerializer.Serialize(_writer, value);
        _writer.Flush();
        return _bytes.WrittenSpan;
    }
}
