using Pipeline.Actors.Tests.Conformance;

namespace Pipeline.Actors.Tests.Embedded;

/// <summary>The suite on our own host.</summary>
public sealed class EmbeddedConformanceTests : ConformanceTests
{
    protected override Task<IConformanceCluster> StartClusterAsync(ConformanceSettings settings) =>
        Task.FromResult<IConformanceCluster>(EmbeddedCluster.Start(settings));
}
