using System.Text;
using Pipeline.Client.Batching;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Wire;

namespace Pipeline.Client.Delivery.Spool;

/// <summary>Checks a batch that was read from a file, and finds out again what is in it.</summary>
/// <remarks>The formats of batches and sections carry checksums over every byte, so a file needs nothing of its own.</remarks>
internal static class SpooledBatch
{
    /// <summary>Whether the bytes are, to the last one, the batch that was written under the identity.</summary>
    public static bool IsSound(ReadOnlyMemory<byte> bytes, BatchIdentity identity)
    {
        if (!BatchReader.TryRead(bytes, out Batch? batch, out _) || batch.Identity != identity)
            return false;
        foreach (BatchEntry entry in batch.Entries)
        {
            if (!SectionValidator.TryValidate(entry.Section.Span, out _, out _))
                return false;
        }

        return true;
    }

    /// <summary>The batch with its counts by segment; only of bytes that are sound.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static PreparedBatch Read(ReadOnlyMemory<byte> bytes)
    {
        if (!BatchReader.TryRead(bytes, out Batch? batch, out WireError error))
            throw new InvalidDataException(error.ToString());
        PreparedSection[] sections = [.. batch.Entries.Select(ReadSection)];
        return new PreparedBatch(sections, sections.Length == 0 ? 0 : sections.Max(static section => section.Summary.MaxTimeUnixMs));
    }

    private static PreparedSection ReadSection(BatchEntry entry)
    {
        byte[] bytes = entry.Section.ToArray();
        SectionReader reader = new(bytes);
        string[] segments = new string[reader.SegmentCount];
        for (int index = 0; index < segments.Length; index++)
            segments[index] = Encoding.UTF8.GetString(reader.GetUtf8(index));
        SectionSummary summary = new(entry.EventCount, entry.TallyCount, entry.MinTimeUnixMs, entry.MaxTimeUnixMs);
        return new PreparedSection(entry.Endpoint, summary, bytes, ReadDetails(reader, segments), ReadTallies(reader, segments), ReadDrops(reader, segments));
    }

    private static List<DetailCount> ReadDetails(SectionReader reader, string[] segments)
    {
        if (reader.EventCount == 0 || !reader.TryGetColumn(ColumnId.Segment, out ColumnReader column))
            return [];
        long[] indexes = new long[reader.EventCount];
        column.DecodeAll(indexes);
        int[] counts = new int[segments.Length];
        foreach (long index in indexes)
            counts[index]++;

        List<DetailCount> details = [];
        for (int index = 0; index < segments.Length; index++)
        {
            if (counts[index] > 0)
                details.Add(new DetailCount(segments[index], counts[index]));
        }

        return details;
    }

    private static List<TallyCount> ReadTallies(SectionReader reader, string[] segments)
    {
        List<TallyCount> tallies = new(reader.TallyCount);
        foreach (TallyEntry tally in reader.Tallies)
            tallies.Add(new TallyCount(segments[tally.SegmentIndex], tally.Outcome, tally.UnixSecond, tally.Count));
        return tallies;
    }

    private static List<DropCount> ReadDrops(SectionReader reader, string[] segments)
    {
        List<DropCount> drops = [];
        foreach (DropEntry drop in reader.Drops)
            drops.Add(new DropCount(segments[drop.SegmentIndex], drop.Counts.Cause, drop.UnixSecond, drop.Counts.Events, drop.Counts.Calls));
        return drops;
    }
}
