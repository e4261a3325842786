using System.Buffers.Binary;
using Pipeline.Core.Packing;

namespace Pipeline.Detection.Baselines;

/// <summary>Floating-point numbers in packed bytes: their bits, so that what is read goes on exactly as what was written.</summary>
internal static class PackedNumbers
{
    public static void WriteDouble(this PackedWriter writer, double value) =>
        BinaryPrimitives.WriteDoubleLittleEndian(writer.Take(sizeof(double)), value);

    public static void WriteSingle(this PackedWriter writer, float value) =>
        BinaryPrimitives.WriteSingleLittleEndian(writer.Take(sizeof(float)), value);

    public static void WriteHalf(this PackedWriter writer, Half value) =>
        BinaryPrimitives.WriteHalfLittleEndian(writer.Take(2), value);

    public static double ReadDouble(this ref PackedReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.ReadRaw(sizeof(double));
        return bytes.Length == sizeof(double) ? BinaryPrimitives.ReadDoubleLittleEndian(bytes) : 0;
    }

    public static float ReadSingle(this ref PackedReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.ReadRaw(sizeof(float));
        return bytes.Length == sizeof(float) ? BinaryPrimitives.ReadSingleLittleEndian(bytes) : 0;
    }

    public static Half ReadHalf(this ref PackedReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.ReadRaw(2);
        return bytes.Length == 2 ? BinaryPrimitives.ReadHalfLittleEndian(bytes) : Half.Zero;
    }
}
