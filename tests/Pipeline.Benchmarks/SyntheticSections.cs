using Pipeline.Cli.Bench;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Benchmarks;

/// <summary>Sections and lines of the events that <c>bench ingest</c> sends.</summary>
internal static class SyntheticSections
{
    private const int Seed = 1;
    private const int Endpoint = 7;
    private const int SpanMs = 1_000;

    /// <summary>Events of one endpoint within the second up to <paramref name="endUnixMs"/>, in the order of their time.</summary>
    public static EventRecord[] Events(int count, long endUnixMs)
    {
        SyntheticEvents events = new(Seed);
        int[] agesMs = events.NextAgesMs(count, SpanMs);
        EventRecord[] records = new EventRecord[count];
        for (int index = 0; index < count; index++)
            events.Next(Endpoint, endUnixMs - agesMs[index], records[index] = new EventRecord());
        return records;
    }

    /// <summary>The same as a section.</summary>
    public static byte[] Section(int count, long endUnixMs)
    {
        EventRecord[] records = Events(count, endUnixMs);
        SectionWriter writer = new(records[0].Endpoint);
        foreach (EventRecord record in records)
            writer.Add(record);
        return writer.ToArray();
    }
}
