using Orleans.Runtime.Services;

namespace Pipeline.Silo.Hosting.Feed;

/// <inheritdoc/>
internal sealed class FeedRelayClient(IServiceProvider services) : GrainServiceClient<IFeedRelayService>(services), IFeedRelayClient
{
    public IFeedRelayService Of(SiloAddress silo) => GetGrainService(silo);
}
