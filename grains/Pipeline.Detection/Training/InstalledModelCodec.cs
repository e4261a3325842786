using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pipeline.Core.Packing;

namespace Pipeline.Detection.Training;

/// <summary>The body of a <see cref="Core.Endpoints.EntryKind.ModelInstalled"/> entry: version, segment, window, 16 bytes of hash.</summary>
public static class InstalledModelCodec
{
    private const byte Version = 1;
    private const int HashSize = 16;

    /// <summary>Most bytes that the name of a segment has.</summary>
    private const int SegmentSizeMax = 4_096;

    public static byte[] Write(InstalledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        PackedWriter writer = new();
        writer.WriteByte(Version);
        writer.WriteBlock(Encoding.UTF8.GetBytes(model.Segment));
        writer.WriteSigned(model.Window);
        BinaryPrimitives.WriteUInt128BigEndian(writer.Take(HashSize), model.Hash);
        return writer.ToArray();
    }

    /// <summary>Reads a body; false if the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, [NotNullWhen(true)] out InstalledModel? model)
    {
        model = null;
        PackedReader reader = new(body);
        if (reader.ReadByte() != Version)
            return false;
        ReadOnlySpan<byte> segment = reader.ReadBlock();
        long window = reader.ReadSigned();
        ReadOnlySpan<byte> hash = reader.ReadRaw(HashSize);
        if (!reader.IsComplete || segment.Length > SegmentSizeMax)
            return false;
        model = new InstalledModel(Encoding.UTF8.GetString(segment), window, BinaryPrimitives.ReadUInt128BigEndian(hash));
        return true;
    }
}
