using Pipeline.Cli.Bench;
using Pipeline.Cli.Bench.Wide;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Tests.Bench.Wide;

public sealed class WideEventsTests
{
    [Theory]
    [InlineData(4, 3)]
    [InlineData(6, 30)]
    [InlineData(63, 255)]
    public void Encode_AnyShape_HasEverySegmentAtEveryStepAndEveryOperation(int segments, int operations)
    {
        SectionTemplate template = new WideEvents(1, new WideShape(20, segments, operations)).Encode(new SectionWriter("x"), endpoint: 7, steps: 3, stepMs: 1_000);

        Assert.True(SectionValidator.TryValidate(template.Bytes, out SectionSummary summary, out WireError error), error.ToString());
        Assert.Equal((WideEvents.EndpointName(7), 3 * segments), (template.Endpoint, template.EventCount));
        Assert.Equal(template.SpanMs, summary.MaxTimeUnixMs - summary.MinTimeUnixMs);
        List<EventRecord> events = Decode(template);
        Assert.Equal(Enumerable.Range(0, segments).Select(WideEvents.SegmentName).Order(), events.Select(static record => record.Segment).Distinct().Order());
        Assert.All(events, record => Assert.Equal(operations, record.Operations.Select(static operation => operation.Name).Distinct().Count()));
        Assert.Equal(events.Select(static record => record.TimeUnixMs).Order(), events.Select(static record => record.TimeUnixMs));
    }

    [Fact]
    public void Encode_SameSeed_IsTheSameBytes()
    {
        WideShape shape = new(2, 4, 3);
        SectionWriter writer = new("x");
        byte[] first = new WideEvents(5, shape).Encode(writer, 1, 10, 100).Bytes;
        Assert.Equal(first, new WideEvents(5, shape).Encode(writer, 1, 10, 100).Bytes);
        Assert.NotEqual(first, new WideEvents(6, shape).Encode(writer, 1, 10, 100).Bytes);
    }

    private static List<EventRecord> Decode(SectionTemplate template)
    {
        List<EventRecord> events = [];
        new SectionEventDecoder().Decode(template.Bytes, new EventSelection(0, int.MaxValue, long.MinValue, long.MaxValue, null), events);
        return events;
    }
}
