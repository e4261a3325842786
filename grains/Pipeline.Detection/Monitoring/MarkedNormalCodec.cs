using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pipeline.Core.Packing;

namespace Pipeline.Detection.Monitoring;

/// <summary>The body of an entry by which somebody says of an anomaly that this is normal.</summary>
/// <remarks>Version, then the anomaly's id as a block of 16 hexadecimal digits.</remarks>
public static class MarkedNormalCodec
{
    private const byte Version = 1;
    private const int IdLength = 16;

    /// <summary>Whether a text can be the id of an anomaly: 16 hexadecimal digits in lower case.</summary>
    public static bool IsId([NotNullWhen(true)] string? text) =>
        text is { Length: IdLength } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Packs the id.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static byte[] Write(string anomalyId)
    {
        if (!IsId(anomalyId))
            throw new ArgumentException($"'{anomalyId}' is no id of an anomaly.", nameof(anomalyId));
        PackedWriter writer = new();
        writer.WriteByte(Version);
        writer.WriteBlock(Encoding.ASCII.GetBytes(anomalyId));
        return writer.ToArray();
    }

    /// <summary>Reads the id; false if the bytes hold none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out string anomalyId)
    {
        anomalyId = string.Empty;
        PackedReader reader = new(bytes);
        if (reader.ReadByte() != Version)
            return false;
        string read = Encoding.ASCII.GetString(reader.ReadBlock());
        if (!reader.IsComplete || !IsId(read))
            return false;
        anomalyId = read;
        return true;
    }
}
