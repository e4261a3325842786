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
}
