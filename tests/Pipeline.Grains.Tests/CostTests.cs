using Pipeline.Grains.Abstractions;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Protocol.Queries;
using Pipeline.Protocol.Wire;

namespace Pipeline.Grains.Tests;

/// <summary>Costs through the grain.</summary>
public sealed partial class CostTests : IAsyncLifetime
{
    private const string Name = "/recommend";

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;
    private IEndpointGrain _grain = null!;
    private ulong _sequence;

    // A whole minute.
    private DateTimeOffset Start => _settings.Clock.GetUtcNow() - TimeSpan.FromMinutes(30);

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings);
        _grain = _cluster.Endpoint(Name);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("premium")]
    public async Task QueryCost_TenTimesTheTraffic_IsNamedByTraffic(string? segment)
    {
        DateTimeOffset start = Start;
        await AppendAsync(start, perSecond: 1);
        await AppendAsync(start + TimeSpan.FromMinutes(5), perSecond: 10);
        CostQuery query = new(Between(start + TimeSpan.FromMinutes(5), start + TimeSpan.FromMinutes(10)), null, segment);
        CostReport report = (await _grain.QueryCostAsync(query)).Report!;
        Assert.Equal((3_000.0, 300.0), (report.Now.Count, report.Reference!.Count));
        CostOperationReport first = report.Operations[0];
        Assert.Equal(("json.dumps", 0.62, "time"), (first.Name, Math.Round(first.ShareOfTime!.Value, 9), report.Basis));
        Assert.Equal((first.AddedMsPerS!.Difference, 0.0), (first.AddedMsPerS.Volume, first.AddedMsPerS.PerEvent));
        Assert.Contains("came by more traffic, not by", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueryCost_UnknownSegment_IsAnsweredWithTheReason()
    {
        await AppendAsync(Start, perSecond: 1);
        CostAnswer answer = await _grain.QueryCostAsync(new CostQuery(new EndpointQuery(), null, "gold"));
        Assert.Null(answer.Report);
        Assert.Equal(("unknown-name", "segment is 'gold', which was never seen; there are premium."), (answer.Code, answer.Detail));
    }

    [Fact]
    public async Task QueryCost_EndpointWithoutEvents_HasZeros()
    {
        CostReport report = (await _grain.QueryCostAsync(new CostQuery(new EndpointQuery(Window: TimeSpan.FromMinutes(5))))).Report!;
        Assert.Equal((null, null, 0.0, "calls"), (report.AsOf, report.Now.From, report.Now.Count, report.Basis));
        Assert.Equal("the endpoint has no events yet", report.ReferenceMissing);
        Assert.Equal("`/recommend` has no calls in the range.", report.Summary);
    }

    [Fact]
    public async Task QueryCost_Limit_AddsUpTheOthers()
    {
        await AppendAsync(Start, perSecond: 1);
        CostReport report = (await _grain.QueryCostAsync(new CostQuery(new EndpointQuery(OperationCountMax: 1)))).Report!;
        Assert.Equal("json.dumps", Assert.Single(report.Operations).Name);
        Assert.Equal(new CostOthersReport(1, 2_100, 300 * 500.0, null), report.Others);
    }

    private static EndpointQuery Between(DateTimeOffset from, DateTimeOffset to) =>
        new(FromUnixMs: from.ToUnixTimeMilliseconds(), ToUnixMs: to.ToUnixTimeMilliseconds());

    /// <summary>Five minutes in which each call makes 847 calls of <c>json.dumps</c>, as it always did.</summary>
    private async Task AppendAsync(DateTimeOffset start, int perSecond)
    {
        for (int second = 0; second < 300; second += 5)
        {
            SectionWriter writer = new(Name);
            for (int index = 0; index < 5; index++)
            {
                EventRecord record = new()
                {
                    Endpoint = Name,
                    TimeUnixMs = (start + TimeSpan.FromSeconds(second + index)).ToUnixTimeMilliseconds(),
                    Segment = "premium",
                    DurationNs = 5_000_000_000,
                    Count = perSecond,
                };
                record.Operations.Add(new OperationUsage("json.dumps", OperationKind.Function, perSecond * 847_000L, perSecond * 3_100_000_000L));
                record.Operations.Add(new OperationUsage("redis", OperationKind.Dependency, perSecond * 7_000L, perSecond * 500_000_000L));
                writer.Add(record);
            }

            SourceIdentity source = new(Sections.Source, start.ToUnixTimeMilliseconds());
            await _grain.AppendAsync(new SectionAppend(writer.ToArray(), new BatchIdentity(source, ++_sequence)));
        }
    }
}
