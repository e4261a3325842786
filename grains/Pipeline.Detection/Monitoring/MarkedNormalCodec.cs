using System.Diagnostics.CodeAnalysis;
using Pipeline.Core.Packing;

namespace Pipeline.Detection.Monitoring;

/// <summary>The body of an entry by which somebody says that an anomaly is normal: version, the anomaly's id.</summary>
public static class MarkedNormalCodec
{
    private const byte Version = 1;
    private const int IdLengthMax = 64;

    public static byte[] Write(string anomalyId)
    {
        ArgumentException.ThrowIfNullOrEmpty(anomalyId);
        PackedWriter writer = new();
        writer.WriteByte(Version);
        FeatureCodec.WriteText(writer, anomalyId);
        return writer.ToArray();
    }

    /// <summary>Reads a body; false if the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out string? anomalyId)
    {
        PackedReader reader = new(body);
        byte version = reader.ReadByte();
        string text = FeatureCodec.ReadText(ref reader);
        anomalyId = version == Version && reader.IsComplete && text.Length is > 0 and <= IdLengthMax ? text : null;
        return anomalyId is not null;
    }
}
