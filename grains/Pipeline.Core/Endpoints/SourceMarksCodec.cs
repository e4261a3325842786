using Pipeline.Core.Packing;
using Pipeline.Protocol.Identities;

namespace Pipeline.Core.Endpoints;

/// <summary>Packs source marks, ascending by source: a mark without gaps takes some 30 bytes.</summary>
/// <remarks>
/// <code>
/// sources, then of each: source 16 bytes, highest, last use, number of runs,
/// lengths of runs downwards from the highest: applied, missing, applied, ...
/// </code>
/// </remarks>
internal static class SourceMarksCodec
{
    public static void Write(PackedWriter writer, SourceMarks marks)
    {
        SourceId[] sources = [.. marks.All.Keys];
        Array.Sort(sources, static (left, right) =>
            left.High != right.High ? left.High.CompareTo(right.High) : left.Low.CompareTo(right.Low));
        writer.WriteCount(sources.Length);
        foreach (SourceId source in sources)
        {
            SourceMark mark = marks.All[source];
            source.Write(writer.Take(SourceId.Size));
            writer.WriteVarint(mark.Highest);
            writer.WriteSigned(mark.LastUseUnixMs);
            WriteRuns(writer, mark);
        }
    }

    public static void ReadInto(ref PackedReader reader, SourceMarks marks)
    {
        for (int count = reader.ReadItemCount(SourceMarks.SourcesMax); count > 0; count--)
        {
            ReadOnlySpan<byte> source = reader.ReadRaw(SourceId.Size);
            ulong highest = reader.ReadVarint();
            SourceMark mark = new(highest, reader.ReadSigned());
            ReadRuns(ref reader, mark);
            if (reader.Failed || !marks.All.TryAdd(SourceId.Read(source), mark))
            {
                reader.Fail();
                return;
            }
        }
    }

    private static void WriteRuns(PackedWriter writer, SourceMark mark)
    {
        // The first run starts at the highest, which was applied; the last one of missing sequences is left out.
        Span<int> runs = stackalloc int[SourceMark.WindowLength];
        int runCount = 0;
        int usedRuns = 0;
        bool isApplied = true;
        runs.Clear();
        for (ulong back = 0; back < SourceMark.WindowLength && back <= mark.Highest; back++)
        {
            if (mark.Contains(mark.Highest - back) != isApplied)
            {
                isApplied = !isApplied;
                runCount++;
            }

            runs[runCount]++;
            usedRuns = isApplied ? runCount + 1 : usedRuns;
        }

        writer.WriteCount(usedRuns);
        foreach (int run in runs[..usedRuns])
            writer.WriteCount(run);
    }

    private static void ReadRuns(ref PackedReader reader, SourceMark mark)
    {
        int back = 0;
        bool isApplied = true;
        for (int runs = reader.ReadItemCount(SourceMark.WindowLength); runs > 0; runs--)
        {
            int run = reader.ReadInt(SourceMark.WindowLength - back);
            for (; run > 0; run--, back++)
            {
                if (isApplied && (ulong)back <= mark.Highest)
                    mark.Restore(mark.Highest - (ulong)back);
            }

            isApplied = !isApplied;
        }
    }
}
