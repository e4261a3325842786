using System.Diagnostics.CodeAnalysis;
using Pipeline.Core.Packing;

namespace Pipeline.Alerting.Alerts;

/// <summary>The bytes of an entry: its JSON.</summary>
public static class AlertEntryCodec
{
    public static byte[] Write(AlertEntry entry) => JsonBytes.Write(entry, AlertStreamJsonContext.Default.AlertEntry);

    /// <summary>Reads what <see cref="Write"/> wrote; false if the bytes are none of a version that this program knows.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out AlertEntry? entry)
    {
        entry = JsonBytes.Read(bytes, AlertStreamJsonContext.Default.AlertEntry);
        return entry is { Version: >= 1 and <= AlertEntry.CurrentVersion };
    }
}
