using Pipeline.Actors.Tests.Conformance;

namespace Pipeline.Actors.Tests.Orleans;

/// <summary>The suite on Orleans: what our own host promises is what Orleans does.</summary>
public sealed class OrleansConformanceTests : ConformanceTests
{
    protected override async Task<IConformanceCluster> StartClusterAsync(ConformanceSettings settings) =>
        await OrleansCluster.StartAsync(settings);
}
