using Pipeline.Cli.Bench;
using Pipeline.Protocol.Events;

namespace Pipeline.Cli.Tests.Bench;

public sealed class SyntheticEventsTests
{
    [Fact]
    public void Next_SameSeed_IsTheSameEvents()
    {
        SyntheticEvents one = new(seed: 9);
        SyntheticEvents other = new(seed: 9);
        EventRecord first = new();
        EventRecord second = new();
        for (int index = 0; index < 1_000; index++)
        {
            one.Next(index % SyntheticEvents.EndpointCount, index, first);
            other.Next(index % SyntheticEvents.EndpointCount, index, second);
            Assert.Equal(Facts(first), Facts(second));
            Assert.Equal(first.Operations, second.Operations);
        }
    }

    private static object Facts(EventRecord record) => (record.Endpoint, record.Segment, record.DurationNs, record.Outcome);

    [Fact]
    public void Next_ManyEvents_AreLawfulAndAsVariedAsPromised()
    {
        SyntheticEvents events = new(seed: 1);
        EventRecord record = new();
        HashSet<string> endpoints = [];
        HashSet<string> segments = [];
        int errors = 0;
        for (int index = 0; index < 50_000; index++)
        {
            events.Next(index % SyntheticEvents.EndpointCount, index, record);
            Assert.True(EventValidator.TryValidate(record, out EventError error), error.ToString());
            Assert.Equal(3, record.Operations.Select(static operation => operation.Name).Distinct().Count());
            Assert.Equal(0, record.DurationNs % 1_000);
            endpoints.Add(record.Endpoint);
            segments.Add(record.Segment);
            errors += record.Outcome == Outcome.Error ? 1 : 0;
        }

        Assert.Equal(100, endpoints.Count);
        Assert.Equal(4, segments.Count);
        Assert.InRange(errors, 400, 600);
    }
}
