using Pipeline.Protocol.Events;
using Pipeline.Protocol.Tests.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

public class SectionRoundTripTests
{
    [Fact]
    public void Read_RandomEvents_AreTheEventsWritten()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            RandomEvents random = new(seed);
            List<EventRecord> written = random.CreateMany(random.Random.Next(1, 300));
            SectionWriter writer = new("checkout");
            foreach (EventRecord record in written)
                writer.Add(record);
            byte[] section = writer.ToArray();

            Assert.True(SectionValidator.TryValidate(section, out SectionSummary summary, out WireError error), $"seed {seed}: {error}");
            Assert.Equal(new SectionSummary(written.Count, 0, written.Min(record => record.TimeUnixMs), written.Max(record => record.TimeUnixMs)), summary);
            Assert.True(section.Length <= writer.SizeBytesMax, $"seed {seed}: {section.Length} bytes, bound {writer.SizeBytesMax}");
            List<EventRecord> read = SectionDecoder.Decode(section);
            for (int index = 0; index < written.Count; index++)
                Assert.True(EventText.Of(written[index]) == EventText.Of(read[index]), $"seed {seed}, event {index}:\n{EventText.Of(written[index])}\n{EventText.Of(read[index])}");
        }
    }

    [Fact]
    public void Read_Tallies_AreTheTalliesWritten()
    {
        SectionWriter writer = new("checkout");
        writer.AddTally("premium", Outcome.Ok, 1_700_000_001, 500);
        writer.AddTally("free", Outcome.Error, 1_700_000_000, 1);
        byte[] section = writer.ToArray();

        Assert.True(SectionValidator.TryValidate(section, out SectionSummary summary, out WireError error), error.ToString());
        Assert.Equal(new SectionSummary(0, 2, 1_700_000_000_000, 1_700_000_001_000), summary);
        List<TallyEntry> read = [];
        foreach (TallyEntry entry in new SectionReader(section).Tallies)
            read.Add(entry);
        Assert.Equal([new TallyEntry(0, Outcome.Ok, 1_700_000_001, 500), new TallyEntry(1, Outcome.Error, 1_700_000_000, 1)], read);
    }

    [Fact]
    public void Read_DropsAlone_AreTheDropsWritten()
    {
        SectionWriter writer = new("checkout");
        writer.AddDrop("premium", DropCause.Expired, 1_700_000_001, EventLimits.CountMax, 0);
        writer.AddDrop("free", DropCause.BufferFull, 1_700_000_000, 0, 7);
        byte[] section = writer.ToArray();

        Assert.True(SectionValidator.TryValidate(section, out SectionSummary summary, out WireError error), error.ToString());
        Assert.Equal(new SectionSummary(0, 0, 1_700_000_000_000, 1_700_000_001_000), summary);
        Assert.Equal(
            [
                new DropEntry(0, 1_700_000_001, new DropCounts(DropCause.Expired, EventLimits.CountMax, 0)),
                new DropEntry(1, 1_700_000_000, new DropCounts(DropCause.BufferFull, 0, 7)),
            ],
            Read(section));
    }

    [Fact]
    public void Read_RandomTalliesAndDrops_AreThoseWritten()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            SectionWriter writer = new("checkout");
            string[] segments = ["free", "premium", "batch"];
            List<DropEntry> drops = [];
            for (int segment = 0; segment < segments.Length; segment++)
                writer.AddTally(segments[segment], Outcome.Ok, 5, 1);
            for (int left = random.Next(1, 40); left > 0; left--)
            {
                int segment = random.Next(segments.Length);
                long second = random.NextInt64(EventLimits.TimeUnixMsMax / 1000);
                DropCounts counts = new((DropCause)random.Next(DropCauses.Count), random.NextInt64(EventLimits.CountMax + 1), 1 + random.Next(5));
                writer.AddDrop(segments[segment], counts.Cause, second, counts.Events, counts.Calls);
                drops.Add(new DropEntry(segment, second, counts));
            }

            byte[] section = writer.ToArray();
            Assert.True(SectionValidator.TryValidate(section, out _, out WireError error), $"seed {seed}: {error}");
            Assert.True(section.Length <= writer.SizeBytesMax, $"seed {seed}");
            Assert.True(drops.SequenceEqual(Read(section)), $"seed {seed}");
        }
    }

    private static List<DropEntry> Read(byte[] section)
    {
        List<DropEntry> read = [];
        foreach (DropEntry entry in new SectionReader(section).Drops)
            read.Add(entry);
        return read;
    }
}
