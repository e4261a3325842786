using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pipeline.Core.Packing;

/// <summary>What is kept as JSON: entries and snapshots that are rare and small, so that people can read them.</summary>
internal static class JsonBytes
{
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    /// <summary>The value; null if the bytes are none: damaged, or of a kind that a later program writes.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
