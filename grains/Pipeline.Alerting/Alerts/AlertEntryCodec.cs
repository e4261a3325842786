using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Pipeline.Alerting.Alerts;

/// <summary>The bytes of an entry: its JSON.</summary>
public static class AlertEntryCodec
{
    public static byte[] Write(AlertEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, AlertStreamJsonContext.Default.AlertEntry);

    /// <summary>Reads what <see cref="Write"/> wrote; false if the bytes are none of a version that this program knows.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out AlertEntry? entry)
    {
        try
        {
            entry = JsonSerializer.Deserialize(bytes, AlertStreamJsonContext.Default.AlertEntry);
        }
        catch (JsonException)
        {
            entry = null;
        }

        return entry is { Version: >= 1 and <= AlertEntry.CurrentVersion };
    }
}
