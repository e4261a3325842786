using Pipeline.Protocol.Events;
using Pipeline.Protocol.Tests.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

/// <summary>Events come back out of sections: all of them, some of them, page by page.</summary>
public sealed class SectionEventDecoderTests
{
    private readonly SectionEventDecoder _decoder = new();

    [Fact]
    public void Decode_RandomSections_GivesWhatAPlainDecoderGives()
    {
        for (int seed = 0; seed < 80; seed++)
        {
            RandomEvents random = new(seed);
            byte[] section = SectionBytes.Of(random.CreateMany(random.Random.Next(1, 200)));
            Assert.Equal(SectionDecoder.Decode(section).Select(EventText.Of), Decode(section, Everything).Select(EventText.Of));
        }
    }

    [Fact]
    public void Decode_PageByPage_GivesTheSameEvents()
    {
        byte[] section = SectionBytes.Of(new RandomEvents(3).CreateMany(500));
        List<EventRecord> events = [];
        int next = 0;
        while (next < 500)
        {
            int before = next;
            next = _decoder.Decode(section, Everything with { FirstIndex = next, CountMax = 7 }, events);
            Assert.Equal(Math.Min(before + 7, 500), next);
        }

        Assert.Equal(SectionDecoder.Decode(section).Select(EventText.Of), events.Select(EventText.Of));
    }

    [Fact]
    public void Decode_TimeAndSegment_GivesThoseEventsOnly()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            List<EventRecord> all = new RandomEvents(seed).CreateMany(100);
            byte[] section = SectionBytes.Of(all);
            long[] times = [.. all.Select(record => record.TimeUnixMs).Order()];
            EventSelection selection = Everything with { FromUnixMs = times[20], ToUnixMs = times[80], Segment = all[0].Segment };
            Assert.Equal(
                SectionDecoder.Decode(section).Where(record => record.TimeUnixMs >= times[20] && record.TimeUnixMs < times[80] && record.Segment == all[0].Segment).Select(EventText.Of),
                Decode(section, selection).Select(EventText.Of));
        }
    }

    [Fact]
    public void Decode_SegmentThatIsNotThere_GivesNothing()
        => Assert.Empty(Decode(SectionBytes.Of(new RandomEvents(1).CreateMany(10)), Everything with { Segment = "nobody" }));

    private static EventSelection Everything => new(0, int.MaxValue, long.MinValue, long.MaxValue, null);

    private List<EventRecord> Decode(byte[] section, EventSelection selection)
    {
        List<EventRecord> events = [];
        _decoder.Decode(section, selection, events);
        return events;
    }
}
