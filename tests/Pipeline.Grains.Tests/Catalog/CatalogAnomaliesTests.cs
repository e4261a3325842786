using System.Collections.Immutable;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Grains.Tests.Catalog;

/// <summary>Who must be asked about anomalies, from what endpoints have told.</summary>
public sealed class CatalogAnomaliesTests : IAsyncLifetime
{
    private static readonly AnomalousQuery All = new(long.MinValue, long.MaxValue, null, null, false, 10);

    private readonly GrainClusterSettings _settings = new();
    private GrainCluster _cluster = null!;

    public async Task InitializeAsync()
    {
        _cluster = await GrainCluster.StartAsync(_settings);
        await AdmitAsync("/none", "/old", "/open", "/new");
        await ReportAsync(
            Status("/none", null),
            Status("/old", new AnomalyStatus(100, 200, 300, 0)),
            Status("/open", new AnomalyStatus(150, 150, 250, 1), "gold"),
            Status("/new", new AnomalyStatus(400, 500, 600, 0)));
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task FindAnomalous_Everything_IsThoseThatHaveSomeNewestFirst()
    {
        AnomalousEndpoints found = await _cluster.Catalog.FindAnomalousAsync(All);
        Assert.Equal(
            [new AnomalousEndpoint("/new", 500), new AnomalousEndpoint("/old", 200), new AnomalousEndpoint("/open", 150)], found.Endpoints.ToArray());
        Assert.Equal(0, found.UnknownCount);
    }

    [Fact]
    public async Task FindAnomalous_Filters_LeaveOutWhoCannotHaveAny()
    {
        Assert.Equal(["/new", "/open"], await NamesAsync(All with { FromUnixMs = 300 }));
        Assert.Equal(["/old", "/open"], await NamesAsync(All with { ToUnixMs = 400 }));
        Assert.Equal(["/open"], await NamesAsync(All with { FromUnixMs = 10_000 }));
        Assert.Equal(["/open"], await NamesAsync(All with { IsOpen = true }));
        Assert.Equal(["/open"], await NamesAsync(All with { Segment = "gold" }));
        Assert.Equal(["/old", "/open"], await NamesAsync(All with { EndpointPattern = "/o*" }));
        Assert.Equal(["/new"], await NamesAsync(All with { Names = ["/new", "/none", "/never"] }));
    }

    [Fact]
    public async Task FindAnomalous_EndpointThatHasSaidNothing_IsUnknownUpToABound()
    {
        await AdmitAsync("/silent1", "/silent2", "/silent3");
        AnomalousEndpoints found = await _cluster.Catalog.FindAnomalousAsync(All with { UnknownMax = 2 });
        Assert.Equal((2, 3), (found.Unknown.Length, found.UnknownCount));
        Assert.All(found.Unknown, name => Assert.StartsWith("/silent", name, StringComparison.Ordinal));
        Assert.Equal(1, (await _cluster.Catalog.FindAnomalousAsync(All with { EndpointPattern = "*3" })).UnknownCount);
        await ReportAsync(Status("/silent3", null));
        Assert.Equal(2, (await _cluster.Catalog.FindAnomalousAsync(All)).UnknownCount);
    }

    [Fact]
    public async Task FindAnomalous_AnomaliesForgotten_IsNotAskedAnyMore()
    {
        await ReportAsync(Status("/new", null) with { Head = 2 });
        Assert.Equal(["/old", "/open"], await NamesAsync(All));
    }

    private static EndpointStatus Status(string name, AnomalyStatus? anomalies, params string[] segments) =>
        new(EndpointSummaryReport.Unknown(name) with { Segments = segments }, 1, 1, 1, 0, 0, 0, anomalies);

    private async Task<IEnumerable<string>> NamesAsync(AnomalousQuery query) =>
        (await _cluster.Catalog.FindAnomalousAsync(query)).Endpoints.Select(endpoint => endpoint.Name);

    private async Task AdmitAsync(params ImmutableArray<string> names) =>
        Assert.DoesNotContain(false, (await _cluster.Catalog.AdmitEndpointsAsync(names)).IsAdmitted);

    private async Task ReportAsync(params ImmutableArray<EndpointStatus> endpoints) => await _cluster.Catalog.ReportAsync(new CatalogUpdate(endpoints, []));
}
