using Pipeline.Grains.Abstractions;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Queries;
using Pipeline.Protocol.Wire;

namespace Pipeline.Grains.Tests.Detection;

/// <summary>Anomalies and features through the grain, live and brought back from the log.</summary>
public sealed class AnomalyQueryTests : IAsyncLifetime
{
    private const string Name = "/recommend";
    private const int NormalWindows = 48;
    private const int EventsPerWindow = 25;

    private static readonly AnomalyQuery All = new(long.MinValue, long.MaxValue, null, null, null, 100, null);

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;

    private IEndpointGrain Grain => _cluster.Endpoint(Name);

    // A whole minute.
    private DateTimeOffset Start => _settings.Clock.GetUtcNow() - TimeSpan.FromMinutes(30);

    public async Task InitializeAsync() => _cluster = await GrainCluster.StartAsync(_settings);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task QueryAnomalies_CallsExplode_AreFoundAndToldToTheCatalog()
    {
        Assert.Equal(AdmissionStatus.Decided, (await _cluster.Catalog.AdmitEndpointsAsync([Name])).Status);
        DateTimeOffset start = Start;
        await ExplodeAsync(start);

        AnomalyReport anomaly = Assert.Single(await Grain.QueryAnomaliesAsync(All with { Severity = "anomaly" }));
        Assert.Equal((Name, "json.dumps", 847.0), (anomaly.Endpoint, anomaly.Causes[0].Operation, anomaly.Causes[0].Observed));
        Assert.Equal(["premium"], anomaly.Segments);
        Assert.Empty(await Grain.QueryAnomaliesAsync(All with { Segment = "free", Severity = "anomaly" }));

        await _settings.Reporter.FlushAsync(_cluster.Catalog);
        AnomalousEndpoint told = Assert.Single((await _cluster.Catalog.FindAnomalousAsync(new AnomalousQuery(anomaly.Since, anomaly.Last, null, "premium", true, 0))).Endpoints);
        Assert.Equal(Name, told.Name);
        Assert.True(told.LatestSinceUnixMs >= anomaly.Since);
    }

    [Fact]
    public async Task QueryAnomalies_AfterARestart_AreTheSame()
    {
        await ExplodeAsync(Start);
        IEnumerable<string> before = (await Grain.QueryAnomaliesAsync(All)).Select(ToText);
        await _cluster.DisposeAsync();
        _cluster = await GrainCluster.StartAsync(_settings);
        Assert.Equal(before, (await Grain.QueryAnomaliesAsync(All)).Select(ToText));
    }

    [Fact]
    public async Task QueryFeatures_Segments_HaveTheirFeaturesAgainstWhatIsUsual()
    {
        await ExplodeAsync(Start);
        FeaturesReport report = (await Grain.QueryFeaturesAsync(null, 1_000)).Report!;
        Assert.Equal(["free", "premium"], report.Segments.Select(segment => segment.Segment));
        Assert.Equal(3.0, CallsOf(report.Segments[0]).Observed);
        Assert.Equal(847.0, CallsOf(report.Segments[1]).Observed);
        Assert.Equal(3.0, CallsOf(report.Segments[1]).Expected!.Value, 0.1);

        SegmentFeaturesReport first = Assert.Single((await Grain.QueryFeaturesAsync("premium", 1)).Report!.Segments);
        Assert.Equal(report.Segments[1].Features.Max(feature => feature.Surprise), Assert.Single(first.Features).Surprise);
        FeaturesAnswer unknown = await Grain.QueryFeaturesAsync("gold", 1);
        Assert.Equal((null, "unknown-name", "segment is 'gold', which was never seen; there are free, premium."), (unknown.Report, unknown.Code, unknown.Detail));
    }

    [Fact]
    public async Task Query_EndpointWithoutEvents_HasNothing()
    {
        Assert.Empty(await Grain.QueryAnomaliesAsync(All));
        Assert.Empty((await Grain.QueryFeaturesAsync(null, 10)).Report!.Segments);
    }

    private static FeatureReport CallsOf(SegmentFeaturesReport segment) =>
        Assert.Single(segment.Features, feature => feature is { Feature: "operation_calls", Operation: "json.dumps" });

    private static string ToText(AnomalyReport anomaly) =>
        System.Text.Json.JsonSerializer.Serialize(anomaly, ReportJsonContext.Default.AnomalyReport);

    /// <summary>Eight minutes in which every event calls json.dumps three times; then, for premium, a minute of 847 times.</summary>
    private async Task ExplodeAsync(DateTimeOffset start)
    {
        for (int window = 0; window < NormalWindows + 6; window++)
        {
            SectionWriter writer = new(Name);
            for (int number = 0; number < EventsPerWindow; number++)
            {
                foreach (string segment in (string[])["free", "premium"])
                {
                    int calls = segment == "premium" && window >= NormalWindows ? 847 : 3;
                    EventRecord record = new()
                    {
                        Endpoint = Name,
                        TimeUnixMs = start.ToUnixTimeMilliseconds() + (window * 10_000) + (number * 10_000 / EventsPerWindow),
                        Segment = segment,
                        DurationNs = (40 + (number % 7)) * 1_000_000L,
                    };
                    record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, CallsMilli: calls * 1_000));
                    writer.Add(record);
                }
            }

            AppendAnswer answer = await Grain.AppendAsync(new SectionAppend(writer.ToArray(), null));
            Assert.Equal(SectionStatus.Applied, answer.Status);
        }
    }
}
