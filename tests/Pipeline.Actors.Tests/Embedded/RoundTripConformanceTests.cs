using Pipeline.Actors.Tests.Conformance;

namespace Pipeline.Actors.Tests.Embedded;

/// <summary>The suite on our own host with every message copied: copying changes nothing that grain code may rely on.</summary>
public sealed class RoundTripConformanceTests : ConformanceTests
{
    protected override Task<IConformanceCluster> StartClusterAsync(ConformanceSettings settings) =>
        Task.FromResult<IConformanceCluster>(EmbeddedCluster.Start(settings, options => options.RoundTripMessages = true));
}
