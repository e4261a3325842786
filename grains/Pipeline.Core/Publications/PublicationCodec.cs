using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Core.Windows;

namespace Pipeline.Core.Publications;

/// <summary>The bytes of a publication; docs/segments.md draws them. Checksums are the business of whoever keeps or sends them.</summary>
internal static class PublicationCodec
{
    /// <summary>Bytes of items after which a publication is sealed and the next one begun; one cell may go beyond it.</summary>
    public const int ItemsSizeBytesMax = 256 * 1024;

    private const byte Version = 1;
    private const byte FlagBeginsLate = 1;
    private const int NameSizeMax = 256;

    // In the year 2514, like the latest window that can be stored.
    private const long StartUnixMsMax = ((1L << 34) - 1) * 1_000;

    public static void WriteHead(PackedWriter writer, bool beginsLate)
    {
        writer.WriteByte(Version);
        writer.WriteByte(beginsLate ? FlagBeginsLate : (byte)0);
    }

    public static void WriteItem(PackedWriter writer, long widthMs, long startUnixMs, ReadOnlySpan<byte> packed)
    {
        writer.WriteCount(widthMs / 1_000);
        writer.WriteCount(startUnixMs / Math.Max(1, widthMs));
        writer.WriteBlock(packed);
    }

    /// <summary>Reads a publication; null if the bytes are none of this version. Never throws.</summary>
    public static Publication? TryRead(ReadOnlySpan<byte> bytes)
    {
        PackedReader reader = new(bytes);
        if (reader.ReadByte() != Version)
            return null;
        bool beginsLate = reader.ReadByte() == FlagBeginsLate;
        byte[]?[] operations = ReadNames(ref reader, EndpointState.OperationKindCount, out byte[] operationKinds);
        byte[]?[] values = ReadNames(ref reader, EndpointState.ValueKindCount, out byte[] valueKinds);
        List<PublicationItem> items = [];
        for (int count = reader.ReadItemCount(int.MaxValue); count > 0 && !reader.Failed; count--)
            items.Add(ReadItem(ref reader));
        if (!reader.IsComplete)
            return null;
        Publication publication = new(items, beginsLate, operations, operationKinds, values, valueKinds);
        return publication.HasAllNames() ? publication : null;
    }

    private static byte[]?[] ReadNames(ref PackedReader reader, int kindCount, out byte[] kinds)
    {
        byte[]?[] names = [];
        kinds = [];
        int number = 0;
        for (int count = reader.ReadItemCount(CellCodec.NumberMax); count > 0 && !reader.Failed; count--)
        {
            number += reader.ReadInt(CellCodec.NumberMax - 1 - number);
            byte kind = reader.ReadByte();
            ReadOnlySpan<byte> name = reader.ReadBlock();
            if (kind >= kindCount || name.Length is 0 or > NameSizeMax)
                reader.Fail();
            if (reader.Failed)
                break;
            Array.Resize(ref names, number + 1);
            Array.Resize(ref kinds, number + 1);
            names[number] = name.ToArray();
            kinds[number] = kind;
            number = Math.Min(number + 1, CellCodec.NumberMax - 1);
        }

        return names;
    }

    private static PublicationItem ReadItem(ref PackedReader reader)
    {
        long widthMs = reader.ReadInt((int)(WindowOptions.WidthMsMax / 1_000)) * 1_000L;
        long unitMs = Math.Max(1, widthMs);
        long number = reader.ReadCount();
        if (number > StartUnixMsMax / unitMs)
            reader.Fail();
        Cell cell = new();
        if (!CellCodec.TryMergeInto(reader.ReadBlock(), cell))
            reader.Fail();
        return reader.Failed ? default : new PublicationItem(widthMs, number * unitMs, cell);
    }
}
