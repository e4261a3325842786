using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Publications;

/// <summary>
/// The body of an <see cref="EntryKind.PublicationsAcknowledged"/> entry: version, number of marks, then of each segment and number;
/// variable-length integers.
/// </summary>
public static class AcknowledgementCodec
{
    private const byte Version = 1;

    /// <summary>Packs marks, at most one of each segment.</summary>
    public static byte[] Write(IReadOnlyCollection<PublicationMark> marks)
    {
        ArgumentNullException.ThrowIfNull(marks);
        PackedWriter writer = new();
        writer.WriteByte(Version);
        writer.WriteCount(marks.Count);
        foreach (PublicationMark mark in marks)
        {
            writer.WriteCount(mark.Segment);
            writer.WriteCount(mark.Number);
        }

        return writer.ToArray();
    }

    /// <summary>Reads marks; false if the bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out IReadOnlyList<PublicationMark> marks)
    {
        List<PublicationMark> read = [];
        marks = read;
        PackedReader reader = new(bytes);
        if (reader.ReadByte() != Version)
            return false;
        for (int count = reader.ReadItemCount(EndpointState.SegmentsMax); count > 0; count--)
            read.Add(new PublicationMark(reader.ReadInt(EndpointState.SegmentsMax - 1), reader.ReadCount()));
        return reader.IsComplete;
    }
}
