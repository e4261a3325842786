using Orleans.Services;

namespace Pipeline.Silo.Hosting.Feed;

/// <summary>The way to the feeds of other silos.</summary>
internal interface IFeedRelayClient : IGrainServiceClient<IFeedRelayService>
{
    IFeedRelayService Of(SiloAddress silo);
}
