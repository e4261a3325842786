using System.Buffers.Binary;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

/// <summary>Changes a section's bytes as a newer, careless or hostile writer might, with a length and checksum that fit.</summary>
internal static class SectionBytes
{
    /// <summary>The section of these events.</summary>
    public static byte[] Of(IEnumerable<EventRecord> events)
    {
        SectionWriter writer = new("checkout");
        foreach (EventRecord record in events)
            writer.Add(record);
        return writer.ToArray();
    }

    /// <summary>Makes length and checksum fit the content.</summary>
    public static byte[] Seal(byte[] section)
    {
        BinaryPrimitives.WriteInt32LittleEndian(section.AsSpan(SectionFormat.ByteLengthAt), section.Length);
        Span<byte> checksum = section.AsSpan(section.Length - SectionFormat.ChecksumSize);
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32C.Compute(section.AsSpan(0, section.Length - SectionFormat.ChecksumSize)));
        return section;
    }

    /// <summary>A sealed copy with other bytes at a place.</summary>
    public static byte[] With(byte[] section, int at, params byte[] bytes)
    {
        byte[] copy = [.. section];
        bytes.CopyTo(copy, at);
        return Seal(copy);
    }

    /// <summary>A sealed copy with a further event column, in its place by id.</summary>
    public static byte[] WithColumn(byte[] section, byte id, byte encoding, byte exponent, params byte[] payload)
    {
        (int at, int count) = FindColumn(section, id);
        byte[] column = [id, encoding, exponent, (byte)payload.Length, .. payload];
        byte[] changed = [.. section.AsSpan(0, at), .. column, .. section.AsSpan(at)];
        BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(SectionFormat.ColumnCountAt), (ushort)(count + 1));
        return Seal(changed);
    }

    /// <summary>A sealed copy without an event column.</summary>
    public static byte[] WithoutColumn(byte[] section, byte id)
    {
        (int at, int count) = FindColumn(section, id);
        Assert.True(ColumnFrame.TryRead(section, at, out ColumnFrame frame));
        Assert.Equal(id, frame.Id);
        byte[] changed = [.. section.AsSpan(0, at), .. section.AsSpan(frame.End)];
        BinaryPrimitives.WriteUInt16LittleEndian(changed.AsSpan(SectionFormat.ColumnCountAt), (ushort)(count - 1));
        return Seal(changed);
    }

    /// <summary>Where the column is or would be, and how many columns there are.</summary>
    public static (int At, int Count) FindColumn(byte[] section, byte id)
    {
        SectionHeader header = SectionHeader.ReadTrusted(section);
        int at = header.ColumnsAt;
        for (int index = 0; index < header.ColumnCount; index++)
        {
            Assert.True(ColumnFrame.TryRead(section, at, out ColumnFrame frame));
            if (frame.Id >= id)
                break;
            at = frame.End;
        }

        return (at, header.ColumnCount);
    }
}
