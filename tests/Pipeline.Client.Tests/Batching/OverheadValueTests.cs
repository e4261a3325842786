using Pipeline.Client.Tests.Recording;
using Pipeline.Protocol.Events;
using Pipeline.Testing;

namespace Pipeline.Client.Tests.Batching;

/// <summary>Events say what recording costs the service.</summary>
public sealed class OverheadValueTests
{
    [Fact]
    public async Task Record_AfterTheWarmUp_OneEventASecondOfEachKeyTellsTheOverhead()
    {
        PipelineClientOptions options = new() { Sampling = { Probability = 1 }, Guard = { OverheadMax = 1 } };
        ManualTimeProvider clock = new();
        await using RecordingTransport transport = new();
        await using PipelineClient client = new(options, clock, transport);
        for (int second = 0; second < 15; second++)
        {
            foreach (string endpoint in (string[])["/a", "/a", "/b"])
            {
                using (client.Begin(endpoint))
                {
                }
            }

            await client.FlushAsync();
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        List<EventRecord> events = [.. transport.Events];
        Assert.Equal(45, events.Count);
        Assert.All(events.Take(30), record => Assert.Empty(record.Values));
        foreach (string endpoint in (string[])["/a", "/b"])
        {
            EventValue told = Assert.Single(events.TakeLast(3).Where(record => record.Endpoint == endpoint).SelectMany(record => record.Values));
            Assert.Equal((SdkValues.Overhead, ValueKind.Sum), (told.Name, told.Kind));
            Assert.InRange(told.AmountMicro, 0, 1_000_000);
        }
    }
}
