using Pipeline.Core.Endpoints;
using Pipeline.Detection;
using Pipeline.EventLog;
using Pipeline.EventLog.Memory;
using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Grains.Tests.Detection;

/// <summary>Traffic that is as usual until a dependency fails and is slow, and what the log makes of the endpoint.</summary>
internal sealed class WatchedTraffic(GrainClusterSettings settings, string endpoint)
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Random _random = new(7);

    public StreamName Stream { get; } = EndpointStream.NameOf(endpoint);

    private InMemoryEventLog Log => settings.Log;

    /// <summary>Lets windows pass, each with one section of sixty events, arriving as they happen.</summary>
    public async Task SendAsync(IEndpointGrain grain, int windows, bool isFailing = false)
    {
        for (int window = 0; window < windows; window++)
        {
            settings.Clock.Advance(Window);
            AppendAnswer answer = await grain.AppendAsync(new SectionAppend(CreateSection(isFailing), null));
            Assert.Equal((SectionStatus.Applied, 0), (answer.Status, answer.RefusedCount));
        }
    }

    /// <summary>What the entries make of the endpoint, from the first on and without any snapshot.</summary>
    /// <param name="upTo">Only entries before it; null for all.</param>
    public async Task<MonitoredEndpoint> ReplayAsync(Offset? upTo = null)
    {
        MonitoredEndpoint replayed = new(endpoint);
        await foreach (LogEntry entry in Log.ReadAsync(Stream, Offset.Start))
        {
            if (entry.Offset >= upTo)
                break;
            Assert.True(EntryCodec.TryRead(entry.Bytes.Span, out EntryHeader header, out ReadOnlySpan<byte> body));
            replayed.Apply(header, body);
        }

        return replayed;
    }

    public async Task<List<EntryKind>> KindsAsync()
    {
        List<EntryKind> kinds = [];
        await foreach (LogEntry entry in Log.ReadAsync(Stream, Offset.Start))
        {
            Assert.True(EntryCodec.TryRead(entry.Bytes.Span, out EntryHeader header, out _));
            kinds.Add(header.Kind);
        }

        return kinds;
    }

    private byte[] CreateSection(bool isFailing)
    {
        long end = settings.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        SectionWriter writer = new(endpoint);
        for (int call = 0; call < 60; call++)
        {
            EventRecord record = new()
            {
                Endpoint = endpoint,
                TimeUnixMs = end - 9_000 + (call * 150),
                Segment = "premium",
                DurationNs = (isFailing ? 900_000_000 : 50_000_000) + _random.Next(10_000_000),
                Outcome = isFailing && call % 2 == 0 ? Outcome.Error : Outcome.Ok,
            };
            record.Operations.Add(new OperationUsage("redis", OperationKind.Dependency, CallsMilli: 3_000));
            writer.Add(record);
        }

        return writer.ToArray();
    }
}
