using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;

namespace Pipeline.Core.Publications;

/// <summary>
/// The publications' part of an endpoint's snapshot: whether they begin late, then of each segment the last number and what no
/// acknowledgement has freed, oldest first.
/// </summary>
internal static class PublicationQueueCodec
{
    public static void Write(PackedWriter writer, PublicationQueue queue)
    {
        writer.WriteByte(queue.BeginsLate ? (byte)1 : (byte)0);
        writer.WriteCount(queue.SegmentCount);
        for (int segment = 0; segment < queue.SegmentCount; segment++)
        {
            writer.WriteCount(queue.LastNumber(segment));
            IReadOnlyList<byte[]> kept = queue.Kept(segment);
            writer.WriteCount(kept.Count);
            foreach (byte[] publication in kept)
                writer.WriteBlock(publication);
        }
    }

    /// <summary>Fills a queue that is still empty.</summary>
    public static void ReadInto(ref PackedReader reader, PublicationQueue queue)
    {
        queue.BeginsLate = reader.ReadByte() != 0;
        List<byte[]> kept = [];
        for (int segments = reader.ReadItemCount(EndpointState.SegmentsMax); segments > 0 && !reader.Failed; segments--)
        {
            long last = reader.ReadCount();
            kept.Clear();
            for (int count = reader.ReadItemCount((int)Math.Min(last, int.MaxValue)); count > 0 && !reader.Failed; count--)
                kept.Add(reader.ReadBlock().ToArray());
            queue.Restore(last, kept);
        }
    }
}
