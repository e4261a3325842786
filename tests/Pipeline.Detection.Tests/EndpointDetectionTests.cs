using Pipeline.Core.Endpoints;
using Pipeline.Core.Packing;
using Pipeline.Detection.Anomalies;
using Pipeline.Detection.Monitoring;
using Pipeline.Detection.Options;
using Pipeline.Detection.Tests.Backtests;
using Pipeline.Detection.Training;

namespace Pipeline.Detection.Tests;

public sealed class EndpointDetectionTests
{
    private const int NormalSeconds = 900;

    [Fact]
    public void Apply_BroughtBackAfterEachEntry_IsBitForBitWhatItWas()
    {
        RecordedStream stream = new RecordedStream()
            .Calls(NormalSeconds).Calls(90, premiumCalls: 847).Calls(300)
            .Calls(60, premiumCalls: 60).Calls(200);
        MonitoredEndpoint first = new(RecordedStream.Endpoint);
        foreach ((EntryHeader header, byte[] body) in stream.Entries)
            first.Apply(header, body);
        string id = first.Detection.Anomalies[0].Id;
        stream.Entry(EntryKind.MarkedNormal, MarkedNormalCodec.Write(id)).Calls(60, premiumCalls: 847).Calls(120)
            .Options(DetectionOptions.Default with { EpisodesPerWeek = 10, IsOwn = true }).Calls(60, premiumCalls: 3_000).Calls(120);

        AssertSame(stream, broughtBackEvery: 1);
    }

    [Fact]
    public void Apply_BroughtBackNowAndThenWithModels_IsBitForBitWhatItWas() =>
        AssertSame(new RecordedStream().Calls(9_600).Calls(60, premiumCalls: 847).Calls(900), broughtBackEvery: 37);

    [Fact]
    public void Apply_MoreEpisodesAllowedThanThereAreWindows_RaisesNothingOfNothing()
    {
        MonitoredEndpoint endpoint = new(RecordedStream.Endpoint);
        RecordedStream stream = new RecordedStream().Options(DetectionOptions.Default with
        {
            FastWidthMs = 3_600_000,
            ForestWidthMs = 3_600_000,
            EpisodesPerWeek = 10_000,
            InstallationEpisodesPerWeek = 1_000_000,
            IsOwn = true,
        }).Calls(3 * 3_600);
        foreach ((EntryHeader header, byte[] body) in stream.Entries)
            endpoint.Apply(header, body);

        Assert.Empty(endpoint.Detection.Anomalies);
    }

    private static void AssertSame(RecordedStream stream, int broughtBackEvery)
    {
        MonitoredEndpoint kept = new(RecordedStream.Endpoint);
        MonitoredEndpoint brought = new(RecordedStream.Endpoint);
        int number = 0;
        foreach ((EntryHeader header, byte[] body) in stream.Entries)
        {
            Step(kept, header, body);
            Step(brought, header, body);
            if (++number % broughtBackEvery != 0)
                continue;
            byte[] snapshot = brought.WriteSnapshot();
            Assert.True(kept.WriteSnapshot().AsSpan().SequenceEqual(snapshot), $"The snapshots after entry {number} differ.");
            Assert.True(MonitoredEndpoint.TryReadSnapshot(RecordedStream.Endpoint, snapshot, out MonitoredEndpoint? read, out SnapshotFault fault), fault.ToString());
            brought = read;
        }

        Assert.NotEmpty(kept.Detection.Anomalies);
        Assert.Equal(kept.Detection.Anomalies.Select(Described), brought.Detection.Anomalies.Select(Described));
    }

    private static void Step(MonitoredEndpoint endpoint, in EntryHeader header, byte[] body)
    {
        endpoint.Apply(header, body);
        endpoint.Detection.FitDue(ForestFitter.Instance);
    }

    private static string Described(Anomaly anomaly) => $"{anomaly.Id} {anomaly.End} {anomaly.Score:R} {anomaly.Sentence}";
}
