using System.Collections.Immutable;
using Pipeline.Actors;
using Pipeline.Grains.Abstractions.Catalog;
using Pipeline.Protocol.Queries;

namespace Pipeline.Simulation.Tests.Runs;

/// <summary>A catalog that gives every segment a grain of its own; the real one has tests of its own, and would only add its stream here.</summary>
internal sealed class GenerousCatalogGrain : Grain, ICatalogGrain
{
    public Task<AdmissionAnswer> AdmitSegmentsAsync(ImmutableArray<string> names) =>
        Task.FromResult(new AdmissionAnswer(AdmissionStatus.Decided, 1, [.. names.Select(_ => true)]));

    public Task<AdmissionAnswer> AdmitEndpointsAsync(ImmutableArray<string> names) => throw NeverAsked();

    public Task<CatalogReceipt> ReportAsync(CatalogUpdate update) => throw NeverAsked();

    public Task<ImmutableArray<string>> GetEndpointsAsync() => throw NeverAsked();

    public Task<EndpointPage> ListAsync(EndpointListQuery query) => throw NeverAsked();

    public Task<AnomalousEndpoints> FindAnomalousAsync(AnomalousQuery query) => throw NeverAsked();

    public Task<CatalogReport> DescribeAsync() => throw NeverAsked();

    private static InvalidOperationException NeverAsked() => new("No grain asks the catalog this.");
}
